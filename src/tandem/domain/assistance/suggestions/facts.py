"""A settled suggestion as what is counted of its articles: what was cited, what its fate means, who served where."""

from __future__ import annotations

from tandem.core.knowledge.measures import Cited
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.usage.actions.counting import Place
from tandem.domain.service.conversations.queries.holding import last_holder
from tandem.foundation.tenancy.models import Membership

# What each fate says of the sections; a withdrawn draft says nothing of them.
COUNTED = {
    "accepted": ("shown", "used"),
    "edited": ("shown", "used", "edited"),
    "dismissed": ("shown", "dismissed"),
    "ignored": ("shown",),
}


def cited_in(suggestion: Suggestion) -> tuple[Cited, ...]:
    """The sections that it quotes, or offers to read."""
    given = suggestion.sources if suggestion.abstained else suggestion.citations
    return tuple(Cited(one["article"], one["version"], one["section"]) for one in given)


def kinds_of(fate: str, *, abstained: bool) -> tuple[str, ...]:
    """What is counted; sources beside an abstention were shown, whatever became of them."""
    counted = COUNTED.get(fate, ())
    return counted[:1] if abstained else counted


def place_of(suggestion: Suggestion, *, by: int | None) -> Place | None:
    """Who had it before them: whoever settled it, else whoever held the conversation since; None when nobody did."""
    conversation = suggestion.conversation
    if by is None:
        holder = last_holder(suggestion.conversation_id, since=suggestion.made_at)
        by = holder.membership_id if holder else None
    member = Membership.objects.filter(pk=by).first() if by is not None else None
    if member is None:
        return None
    return Place(
        surface="desk", channel=conversation.channel, conversation=conversation.ref, pool_id=member.pool_id, vendor_id=member.vendor_id,
        generation_id=suggestion.generation_id,
    )  # fmt: skip
