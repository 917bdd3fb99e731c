"""Suggestions as the people of a conversation may see them. Absent and forbidden look the same."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.kit.refusals import Absent
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.service.conversations.access import conversation_for
from tandem.foundation.tenancy.models import Membership


def suggestion_for(members: Sequence[Membership], ref: str) -> Suggestion:
    """The suggestion, for whoever may open its conversation. Raises Absent."""
    rows = Suggestion.objects.select_related("conversation", "generation")
    suggestion: Suggestion | None = rows.filter(ref=ref).first() if "\x00" not in ref else None
    if suggestion is None:
        raise Absent("There is no such suggestion.")
    try:
        conversation_for(members, suggestion.conversation.ref)
    except Absent as absent:
        raise Absent("There is no such suggestion.") from absent
    return suggestion
