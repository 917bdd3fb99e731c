"""Who may send, approve, retire and rule. The database refuses the same; here it is said in words."""

from __future__ import annotations

from tandem.core.kit.refusals import Forbidden
from tandem.domain.knowledge.articles.access import check_may_write, roles_of
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand


def check_may_send(actor: Actor) -> None:
    """Raises Forbidden unless the actor may send drafts for review: whoever may write them."""
    check_may_write(actor)


def check_may_approve(actor: Actor, brand_id: int) -> None:
    """Raises Forbidden unless the actor is a person and an approver; simulated people decide in demo brands alone."""
    if not may_approve(actor):
        raise Forbidden("Only an approver of this brand may approve, publish or retire its knowledge.")
    if actor.simulated and not Brand.objects.filter(pk=brand_id, is_demo=True).exists():
        raise Forbidden("Simulated people decide only in demo brands.")


def may_approve(actor: Actor) -> bool:
    """Whether the actor is a person with the approver's role in scope. Tokens, jobs and the AI never are."""
    return actor.kind == "person" and "approver" in roles_of(actor)


def check_may_rule(actor: Actor) -> None:
    """Raises Forbidden unless the actor may say how many approvals are needed: the brand's owner, or the operator."""
    if actor.kind == "system" and actor.via in ("cli", "demo"):
        return
    if actor.kind == "person" and "brand_owner" in roles_of(actor):
        return
    raise Forbidden("Only the brand's owner may change how its knowledge is released.")
