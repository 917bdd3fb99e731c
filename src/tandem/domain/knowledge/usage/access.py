"""Who may read measures, flag a wording and rule on a flag. Absent and forbidden look the same."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent, Forbidden
from tandem.domain.knowledge.articles.access import roles_of, sees_drafts
from tandem.domain.knowledge.releases.access import check_may_approve
from tandem.domain.knowledge.usage.models import Flag
from tandem.foundation.tenancy.actor import Actor


def check_may_measure(actor: Actor) -> None:
    """Raises Forbidden unless the actor may read how knowledge does: who sees its drafts."""
    if not sees_drafts(actor):
        raise Forbidden("Measures are for those who keep, lead or review this brand's knowledge.")


def check_may_flag(actor: Actor) -> None:
    """Raises Forbidden unless the actor is a person who works for the brand."""
    if not roles_of(actor):
        raise Forbidden("Only people of this brand may say that an article is wrong.")


def check_may_rule_on(actor: Actor, flag: Flag) -> None:
    """Raises Forbidden unless the actor approves knowledge here and did not raise the flag."""
    check_may_approve(actor, flag.brand_id)
    if actor.membership_id == flag.by_id:
        raise Forbidden("You raised this, so another approver decides it.")


def flag_for(actor: Actor, ref: str) -> Flag:
    """The flag, for who may read measures and for who raised it. Raises Absent."""
    rows = Flag.objects.select_related("article", "version", "by", "ruling__by")
    rows = rows if sees_drafts(actor) else rows.filter(by_id=actor.membership_id)
    flag: Flag | None = rows.filter(ref=ref).first() if "\x00" not in ref else None
    if flag is None:
        raise Absent("There is no such report.")
    return flag
