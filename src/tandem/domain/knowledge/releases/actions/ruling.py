"""How many approvals a brand asks for."""

from __future__ import annotations

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import KINDS
from tandem.core.knowledge.releases import Rule
from tandem.domain.knowledge.releases.access import check_may_rule
from tandem.domain.knowledge.releases.models import ReleaseRule
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def set_rule(actor: Actor, brand_id: int, *, kind: str, rule: Rule) -> None:
    """From now on drafts of this kind need so many approvals; what is in review or waits for its date needs no fewer. Raises Forbidden, Invalid."""
    with writing_in(brand_id):
        check_may_rule(actor)
        if kind not in KINDS:
            raise Invalid("A kind is one of %(choices)s.", named={"choices": ", ".join(KINDS)}, field="kind")
        ReleaseRule.objects.create(
            brand_id=brand_id, kind=kind, approvals=rule.approvals, approvals_for_money=rule.for_money,
            expires_after_days=rule.expires_after_days, set_by_id=actor.membership_id, set_at=clock.now(),
        )  # fmt: skip
        record(actor, brand_id, verb="knowledge.rule", subject=kind, approvals=rule.approvals, for_money=rule.for_money, days=rule.expires_after_days or 0)
