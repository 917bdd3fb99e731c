"""Noting that a rule was met in a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.policies.meeting import Met
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.policies.events import RuleFired
from tandem.domain.knowledge.policies.models import Firing
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def fire(actor: Actor, brand_id: int, *, conversation: str, met: Iterable[Met], raised_by: str = "rule") -> int:
    """Note what was met: each version once a conversation, however often it is met. Returns how many are new.

    `why` keeps conditions and values, never what the customer wrote. Raises Absent for what is not in force by now.
    """
    with writing_in(brand_id):
        now, fresh = clock.now(), 0
        noted = set(Firing.objects.filter(conversation=conversation).values_list("article__ref", "version__number"))
        for one in (one for one in met if (one.policy.ref, one.policy.version) not in noted):
            version = in_force(now).filter(article__ref=one.policy.ref, number=one.policy.version).select_related("article").first()
            if version is None:
                raise Absent("This rule is no longer in force.")
            why = [[reason.condition, reason.value, reason.holds] for reason in one.reasons]
            fresh += _noted(actor, brand_id, version, conversation, {"why": why, "raised_by": raised_by, "by_id": actor.membership_id, "at": now})
        return fresh


def _noted(actor: Actor, brand_id: int, version: Any, conversation: str, told: dict[str, Any]) -> int:
    _, new = Firing.objects.get_or_create(
        brand_id=brand_id, version=version, conversation=conversation, defaults={"article": version.article, **told}
    )
    if new:
        record(actor, brand_id, verb="rule.fire", subject=version.article.ref, version=version.number, conversation=conversation)
        publish(actor, brand_id, RuleFired(version.article.ref, version.number, conversation))
    return int(new)
