"""What a brand has to have before it goes live, and what of it lacks: for whoever opens it to customers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.policies.gate import Authority, Contact, Supplied, Unmet, unmet
from tandem.core.knowledge.policies.meeting import Policy
from tandem.core.knowledge.policies.rules import Escalation, Target
from tandem.domain.authority.rights.queries import rights_in_force
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.policies.queries import policies_in_force
from tandem.domain.service.queues.queries import queues_of
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership


def lacking(brand_id: int, *, foreseen_until: datetime | None = None) -> tuple[Unmet, ...]:
    """What a brand still lacks. `foreseen_until`: how far the forecast reaches that its client gave. For a scope of the brand."""
    return unmet(_supplied(brand_id, foreseen_until), at=clock.now())


def check_may_go_live(brand_id: int, *, foreseen_until: datetime | None = None) -> None:
    """Raises Refused (`not_ready`) while anything lacks that a brand has to have before customers reach it."""
    left = lacking(brand_id, foreseen_until=foreseen_until)
    if left:
        said = "; ".join(f"{one.condition}, {one.of}: {one.why}" for one in left)
        raise Refused("This brand cannot go live yet. %(left)s.", named={"left": said}, code="not_ready")


def _supplied(brand_id: int, foreseen_until: datetime | None) -> Supplied:
    now, queues = clock.now(), queues_of(brand_id)
    roles = Counter(role for own in Membership.objects.filter(ended_at__isnull=True).values_list("roles", flat=True) for role in own)
    members = set(Membership.objects.filter(ended_at__isnull=True).values_list("ref", flat=True))
    written = in_force(now).filter(article__kind="article", audience__contains=["customer"]).values_list("language", flat=True)
    reached = {"role": roles, "queue": Counter(queue.key for queue in queues), "member": Counter(members)}
    return Supplied(
        languages=tuple(sorted({language for queue in queues for language in queue.languages})),
        articles=tuple(sorted(Counter(written).items())),
        contacts=tuple(_contact(policy, policy.content, reached) for policy in policies_in_force("escalation") if isinstance(policy.content, Escalation)),
        authorities=tuple(
            Authority(one.right.decision_class, one.right.role, one.right.limit is not None, roles[one.right.role]) for one in rights_in_force(at=now)
        ),
        foreseen_until=foreseen_until,
    )


def _contact(policy: Policy, rule: Escalation, reached: dict[str, Counter[str]]) -> Contact:
    to: Target = rule.to
    return Contact(policy.title, rule.decision_class, f"the {to.kind} {to.key}", reached[to.kind][to.key])
