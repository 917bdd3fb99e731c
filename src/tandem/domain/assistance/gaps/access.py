"""Who may see gaps and act on them. Absent and forbidden look the same."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent
from tandem.domain.assistance.gaps.models import Gap
from tandem.domain.knowledge.articles.access import sees_drafts
from tandem.foundation.tenancy.actor import Actor


def gap_for(actor: Actor, ref: str) -> Gap:
    """An open gap, for who keeps, leads or reviews the knowledge. Raises Absent."""
    row: Gap | None = Gap.objects.filter(ref=ref, end__isnull=True).first() if sees_drafts(actor) and "\x00" not in ref else None
    if row is None:
        raise Absent("There is no such gap.")
    return row
