"""Who may read what was learnt, train anew and go back. Absent and forbidden look the same."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent, Forbidden
from tandem.domain.assistance.precedents.models import Training
from tandem.domain.knowledge.articles.access import roles_of
from tandem.domain.knowledge.releases.access import check_may_approve
from tandem.foundation.tenancy.actor import Actor


def check_may_read(actor: Actor) -> None:
    """Raises Forbidden unless the actor works for the brand: what orders answers is no secret from who gives them."""
    if actor.kind != "system" and not roles_of(actor):
        raise Forbidden("Only people of this brand may read what its search has learnt.")


def check_may_choose(actor: Actor, brand_id: int) -> None:
    """Raises Forbidden unless the actor approves this brand's knowledge, or runs the installation at a terminal."""
    if actor.kind == "system" and actor.via == "cli":
        return
    check_may_approve(actor, brand_id)


def training_for(actor: Actor, number: int) -> Training:
    """The training of this number, for who works for the brand. Raises Absent, Forbidden."""
    check_may_read(actor)
    row: Training | None = Training.objects.filter(number=number).select_related("by").first()
    if row is None:
        raise Absent("There is no such training.")
    return row
