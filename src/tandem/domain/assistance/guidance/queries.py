"""What holds in a conversation now: the rules that it meets, what must be told, the guides that fit, what was walked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.assistance.disclosing import is_said
from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.applicability import applies
from tandem.core.knowledge.policies.expressions import Among, Compare, leaves
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.fields import restored
from tandem.core.knowledge.policies.macros import Macro
from tandem.core.knowledge.policies.meeting import Bound, Held, Meeting, Met, Policy, condition_of, meeting
from tandem.core.knowledge.policies.rules import Disclosure
from tandem.core.knowledge.policies.truth import holds
from tandem.core.knowledge.policies.vocabulary import CHANNELS, shown
from tandem.domain.knowledge.policies.queries import RunView, meeting_of, policies_in_force, runs_of
from tandem.domain.service.conversations.queries import recent_turns
from tandem.domain.service.conversations.queries.matter import about, circumstances_of
from tandem.domain.service.conversations.queries.writing import hold_conversation
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership

TURNS = 60  # of a thread are read for what the customer mentioned and what was told already
NAMED_BY = ("intent", "topic")


@dataclass(frozen=True, slots=True)
class Due:
    """Words that must be said, why, and whether they were. Its moment: before (answering), with (the answer), closing."""

    met: Met
    rule: Disclosure
    is_said: bool

    @property
    def title(self) -> str:
        return self.met.policy.title

    @property
    def certain(self) -> bool:
        """Whether it is due, and not only kept open by an unknown."""
        return self.met.certain


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a conversation meets for the one who answers it, and what of it is told already."""

    escalations: tuple[Met, ...]
    boundaries: tuple[Bound, ...]
    disclosures: tuple[Due, ...]
    guides: tuple[Met, ...]
    unsettled: tuple[Met, ...]
    rights: tuple[Held, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.escalations or self.boundaries or self.disclosures or self.unsettled)


def facts_of(conversation: Any, member: Membership | None = None) -> Facts:
    """What is known of a conversation when rules are asked for; `member` answers it. Its customer is loaded with it.

    Several products, plans or regions are none that is known: a rule for one of them would be a guess.
    """
    return _facts(conversation, member, turns=recent_turns(conversation.pk, limit=TURNS))


def _facts(conversation: Any, member: Membership | None, *, turns: Sequence[tuple[str, str]]) -> Facts:
    known = about(conversation)
    words = [text for author, text in turns if author == "customer"]
    return Facts(
        intent=known.topic, topic=known.topic, text="\n".join(words), product=_only(known.products), plan=_only(known.plans),
        region=_only(known.regions), channel=conversation.channel if conversation.channel in CHANNELS else "", language=conversation.language,
        pool=member.pool.kind if member is not None and member.pool is not None else "",
        verified=conversation.customer.is_verified, days_open=max((clock.now() - conversation.created_at).days, 0),
    )  # fmt: skip


def guidance_for(conversation: Any, member: Membership | None = None) -> Guidance:
    """What holds in a conversation for the member who answers it. For a scope of its brand."""
    turns = recent_turns(conversation.pk, limit=TURNS)
    met: Meeting = meeting_of(_facts(conversation, member, turns=turns))
    ours = [text for author, text in turns if author != "customer"]
    return Guidance(met.escalations, met.boundaries, tuple(_due(one, ours) for one in met.disclosures), met.guides, met.unsettled, met.rights)


def check_told(conversation_id: int, member: Membership, *, text: str) -> None:
    """What must be told before any answer is told, with these words at the latest.

    Raises Refused (`disclosure_missing`). Where an unknown leaves open whether it is due, nothing is refused.
    """
    due = unsaid_in(conversation_id, member, moment="before", text=text)
    if due is not None:
        raise Refused(
            "Before you answer, “%(title)s” has to be said word for word. Insert it from “What holds here”, then send again; your words are kept.",
            named={"title": due.title}, code="disclosure_missing",
        )  # fmt: skip


def unsaid_in(conversation_id: int, member: Membership, *, moment: str, text: str = "") -> Due | None:
    """What certainly has to be said at this moment and is in no answer yet, nor in `text`; the first of it.

    Most brands have no such rule: the hot path asks no further. Else the conversation is locked, which ends the race with a
    matter that is stated just now. Boundaries are read along since a rule may compare with their limit.
    """
    rules = policies_in_force("boundary", "disclosure")
    wanted = {policy.ref for policy in rules if isinstance(policy.content, Disclosure) and policy.content.moment == moment}
    conversation = hold_conversation(conversation_id) if wanted else None
    if conversation is None:
        return None
    turns = recent_turns(conversation_id, limit=TURNS)
    met = meeting(rules, _facts(conversation, member, turns=turns), at=clock.now())
    ours = [*(said for author, said in turns if author != "customer"), text]
    due = (_due(one, ours) for one in met.disclosures if one.policy.ref in wanted and one.certain)
    return next((one for one in due if not one.is_said), None)


def macros_for(conversation: Any, member: Membership | None = None, *, wanted: str = "") -> tuple[tuple[Policy, bool], ...]:
    """(macro, whether its condition is met) of those that apply here, the met ones first; `wanted` are words of it."""
    facts = facts_of(conversation, member).known()
    found = []
    for policy in _applying(conversation, "macro"):
        truth = holds(condition_of(policy), facts)
        if isinstance(policy.content, Macro) and truth is not False and _holds_words(policy, policy.content.text, wanted):
            found.append((policy, truth is True))
    return tuple(sorted(found, key=lambda pair: (not pair[1], pair[0].title.casefold())))


def guides_for(conversation: Any, member: Membership | None = None) -> tuple[tuple[Policy, bool], ...]:
    """(guide, whether its condition is met) of those that may be walked here, the met ones first."""
    facts = facts_of(conversation, member).known()
    told = [(policy, holds(condition_of(policy), facts)) for policy in _applying(conversation, "guide")]
    return tuple(sorted(((one, truth is True) for one, truth in told if truth is not False), key=lambda pair: (not pair[1], pair[0].title.casefold())))


def walked_in(conversation: Any) -> tuple[RunView, ...]:
    """The guide runs of a conversation, the newest first."""
    return runs_of(conversation.ref)


def outcome_words(outcome: str) -> str:
    """How a guide ended, in words."""
    return {
        "resolved": _("resolved"), "handed_over": _("handed over"), "refused": _("refused"), "waiting": _("waiting"), "stopped": _("left before its end"),
    }.get(outcome, outcome)  # fmt: skip


def answers_of(run: RunView) -> list[tuple[str, str]]:
    """(what was asked, what was answered) in the order of the guide."""
    places = [place for step in run.guide.steps for place in step.fields if place.key in run.answers]
    return [(place.label, shown(restored(place, run.answers[place.key]))) for place in places]


def topics_known() -> tuple[str, ...]:
    """What the rules in force call the matters of customers: what a topic may be."""
    found: set[str] = set()
    for policy in policies_in_force("escalation", "boundary", "disclosure", "guide", "macro"):
        found |= set(getattr(policy.content, "intents", ()))
        found |= _named(condition_of(policy))
    return tuple(sorted(found))


def _applying(conversation: Any, kind: str) -> Iterable[Policy]:
    """Those for experts that apply to what the conversation is about, one wording of each: its language's, else the first."""
    circumstances, now = circumstances_of(conversation, audience="expert"), clock.now()
    chosen: dict[str, Policy] = {}
    for policy in policies_in_force(kind):
        if applies(policy.applies, circumstances, at=now):
            before = chosen.get(policy.family)
            if before is None or _speaks(policy, conversation.language) > _speaks(before, conversation.language):
                chosen[policy.family] = policy
    return chosen.values()


def _speaks(policy: Policy, language: str) -> bool:
    return policy.language.partition("-")[0] == language.partition("-")[0]


def _holds_words(policy: Policy, text: str, wanted: str) -> bool:
    whole = f"{policy.title} {text}".casefold()
    return all(word in whole for word in wanted.casefold().split())


def _named(expression: Any) -> set[str]:
    """The values of intent and topic that a condition names."""
    found: set[str] = set()
    for part in leaves(expression):
        if isinstance(part, Among) and part.name in NAMED_BY:
            found |= {value for value in part.values if isinstance(value, str)}
        elif isinstance(part, Compare) and part.name in NAMED_BY and isinstance(part.right, str):
            found.add(part.right)
    return found


def _due(one: Met, ours: Sequence[str]) -> Due:
    rule = one.policy.content
    if not isinstance(rule, Disclosure):
        raise TypeError("a disclosure is asked for")
    return Due(one, rule, is_said(rule.text, ours))


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""
