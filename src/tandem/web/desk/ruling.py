"""The part "What holds here": rules that the conversation meets, what may be promised, what has to be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.kit.money import Money
from tandem.core.knowledge.policies.meeting import Bound, Met
from tandem.core.knowledge.policies.rules import Escalation, Target
from tandem.core.knowledge.policies.vocabulary import shown
from tandem.domain.assistance.guidance.queries import Due, guidance_for
from tandem.domain.assistance.guidance.queries.situations import Situation
from tandem.domain.service.queues.queries import queues_of
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.queries import names_of
from tandem.web.desk import words


@dataclass(frozen=True, slots=True)
class Raised:
    """An escalation: to whom, how fast, what to do and to say. `why` is what it met."""

    title: str
    to: str
    within: str
    instructions: str
    say: str
    why: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """What may be promised in a matter by who answers; empty `may` is nothing: it is handed over."""

    title: str
    may: str
    limit: str
    days: int | None
    owner: str
    within: bool | None


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything of the part. `due` are words to say now, `open` those that an unknown leaves open."""

    raised: tuple[Raised, ...]
    promises: tuple[Promise, ...]
    due: tuple[Due, ...]
    open: tuple[Due, ...]
    unsettled: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.raised or self.promises or self.due or self.open or self.unsettled)

    @property
    def missing(self) -> tuple[Due, ...]:
        """What has to be said with the next answer."""
        return tuple(due for due in self.due if not due.is_said and due.rule.moment != "closing")

    @property
    def missing_at_closing(self) -> tuple[Due, ...]:
        """Without which it is not resolved."""
        return tuple(due for due in self.due if not due.is_said and due.rule.moment == "closing")


def rules_of(conversation: Any, member: Membership, *, known: Situation | None = None) -> Rules:
    """What holds in a conversation for this member; `known` where it was read already."""
    found = guidance_for(conversation, member, known=known)
    return Rules(
        tuple(_all_raised(found.escalations, conversation.brand_id)),
        tuple(_promise(bound) for bound in found.boundaries),
        tuple(due for due in found.disclosures if due.certain),
        tuple(due for due in found.disclosures if not due.certain and not due.is_said),
        tuple(one.policy.title for one in found.unsettled),
    )


def moment_words(moment: str) -> str:
    """When something has to be said."""
    return {"before": _("before you answer"), "with": _("with the answer"), "closing": _("when you resolve it")}[moment]


def _all_raised(met: Sequence[Met], brand_id: int) -> Iterable[Raised]:
    """The escalations; the names of all whom they go to are fetched at once."""
    rules = [(one, one.policy.content) for one in met if isinstance(one.policy.content, Escalation)]
    kinds = {rule.to.kind for _one, rule in rules}
    queues = {queue.key: queue.name for queue in queues_of(brand_id)} if "queue" in kinds else {}
    members = names_of([rule.to.key for _one, rule in rules if rule.to.kind == "member"]) if "member" in kinds else {}
    for one, rule in rules:
        within = words.span(timedelta(minutes=rule.within_minutes))
        yield Raised(one.policy.title, _to(rule.to, queues, members), within, rule.instructions, rule.say, tuple(_why(one)), one.certain)


def _to(target: Target, queues: Mapping[str, str], members: Mapping[str, str]) -> str:
    if target.kind == "queue":
        return _("the queue %(name)s") % {"name": queues.get(target.key, target.key)}
    if target.kind == "member":
        return members.get(target.key, target.key)
    return {
        "lead": _("a lead"), "expert": _("an expert"), "decision_owner": _("a decision owner"), "brand_owner": _("a brand owner"),
        "reviewer": _("a reviewer"), "author": _("an author"), "approver": _("an approver"), "auditor": _("an auditor"),
    }.get(target.key, target.key)  # fmt: skip


def _why(one: Met) -> Iterable[str]:
    return (reason.condition for reason in one.reasons if reason.holds is not False)


def _promise(bound: Bound) -> Promise:
    return Promise(bound.policy.title, bound.may, _sum(bound.limit), bound.days, bound.owner_decides, bound.within)


def _sum(limit: Money | None) -> str:
    return shown(limit) if limit is not None else ""
