"""Who may read contradictions and rule on them. Absent and forbidden look the same."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent
from tandem.domain.knowledge.articles.access import check_may_write, sees_drafts
from tandem.domain.knowledge.contradictions.models import Contradiction
from tandem.foundation.tenancy.actor import Actor


def contradiction_for(actor: Actor, ref: str) -> Contradiction:
    """One that still stands, for who keeps, leads or reviews the knowledge. Raises Absent."""
    rows = Contradiction.objects.select_related("left__article", "right__article").filter(gone_at=None)
    row: Contradiction | None = rows.filter(ref=ref).first() if sees_drafts(actor) and "\x00" not in ref else None
    if row is None:
        raise Absent("There is no such contradiction.")
    return row


def check_may_rule_on(actor: Actor) -> None:
    """Raises Forbidden unless the actor writes or approves this brand's knowledge."""
    check_may_write(actor)
