"""What holds in a conversation now: the rules that it meets, what must be told, the guides that fit, what was walked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.assistance.disclosing import is_said
from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.applicability import applies
from tandem.core.knowledge.policies.expressions import Among, Compare, leaves
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.fields import restored
from tandem.core.knowledge.policies.guides import Guide
from tandem.core.knowledge.policies.macros import Macro
from tandem.core.knowledge.policies.meeting import Bound, Held, Meeting, Met, Policy, condition_of, meeting
from tandem.core.knowledge.policies.rules import Disclosure
from tandem.core.knowledge.policies.truth import holds
from tandem.core.knowledge.policies.vocabulary import Value, worded
from tandem.domain.assistance.guidance.queries.situations import Situation, situation_of
from tandem.domain.knowledge.articles.access import READERS_OF_DRAFTS
from tandem.domain.knowledge.policies.queries import RunView, meeting_of, policies_in_force, runs_of
from tandem.domain.service.conversations.queries.writing import hold_conversation
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership

NAMED_BY = ("intent", "topic")


@dataclass(frozen=True, slots=True)
class Due:
    """Words that must be said, why, and whether they were. Its moment: before (answering), with (the answer), closing."""

    met: Met
    rule: Disclosure
    is_said: bool

    @property
    def policy(self) -> Policy:
        return self.met.policy

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
    """What is known of a conversation when rules are asked for; `member` answers it. Its customer is loaded with it."""
    return situation_of(conversation, kinds=()).facts(member)


def guidance_for(conversation: Any, member: Membership | None = None, *, known: Situation | None = None) -> Guidance:
    """What holds in a conversation, as the member who answers it (or looks on) is shown it. For a scope of its brand.

    A rule whose audience leaves the member out is not shown; it is met and noted all the same, and its limit binds. Words that
    must be said bind whoever answers: no audience silences them.
    """
    met = everything_met(conversation, member, known=known)
    if member is None:
        return met
    theirs = _audiences_of(member)

    def shows(one: Met | Bound | Due) -> bool:
        return bool(theirs & set(one.policy.applies.audience))

    return replace(
        met, escalations=tuple(filter(shows, met.escalations)), boundaries=tuple(filter(shows, met.boundaries)),
        guides=tuple(filter(shows, met.guides)), unsettled=tuple(filter(shows, met.unsettled)),
    )  # fmt: skip


def everything_met(conversation: Any, member: Membership | None = None, *, known: Situation | None = None) -> Guidance:
    """What a conversation meets when the member answers it, whoever may be shown it. For a scope of its brand."""
    read = known or situation_of(conversation)
    met: Meeting = meeting_of(read.facts(member), policies=read.policies)
    return Guidance(met.escalations, met.boundaries, tuple(_due(one, read.ours) for one in met.disclosures), met.guides, met.unsettled, met.rights)


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
    read = replace(situation_of(conversation, kinds=()), policies=rules)
    met = meeting(rules, read.facts(member), at=clock.now())
    due = (_due(one, [*read.ours, text]) for one in met.disclosures if one.policy.ref in wanted and one.certain)
    return next((one for one in due if not one.is_said), None)


def macros_for(conversation: Any, member: Membership | None = None, *, wanted: str = "") -> tuple[tuple[Policy, bool], ...]:
    """(macro, whether its condition is met) of those that apply here, the met ones first; `wanted` are words of it."""
    found = _offered(situation_of(conversation, kinds=("macro",)), Macro, member)
    return tuple((one, met) for one, met in found if isinstance(one.content, Macro) and _holds_words(one, one.content.text, wanted))


def guides_for(conversation: Any, member: Membership | None = None, *, known: Situation | None = None) -> tuple[tuple[Policy, bool], ...]:
    """(guide, whether its condition is met) of those that may be walked here, the met ones first."""
    return _offered(known or situation_of(conversation, kinds=("guide",)), Guide, member)


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
    return [(place.label, _in_words(restored(place, run.answers[place.key]))) for place in places]


def topics_known(policies: Iterable[Policy]) -> tuple[str, ...]:
    """What rules call the matters of customers: what a topic may be."""
    found: set[str] = set()
    for policy in policies:
        found |= set(getattr(policy.content, "intents", ()))
        found |= _named(condition_of(policy))
    return tuple(sorted(found))


def _audiences_of(member: Membership) -> frozenset[str]:
    """For whom a member reads rules: who answers is an expert, who oversees or writes knowledge a lead; any other reads as an expert."""
    roles = frozenset(member.roles)
    found = {name for name, wanted in (("expert", {"expert"}), ("lead", READERS_OF_DRAFTS)) if roles & wanted}
    return frozenset(found or {"expert"})


def _offered(read: Situation, kind: type[Any], member: Membership | None) -> tuple[tuple[Policy, bool], ...]:
    """(policy, whether its condition is met) of those of a kind that apply and may hold, the met ones first."""
    facts = read.facts(member).known()
    told = [(policy, holds(condition_of(policy), facts)) for policy in _applying(read, kind)]
    return tuple(sorted(((one, truth is True) for one, truth in told if truth is not False), key=lambda pair: (not pair[1], pair[0].title.casefold())))


def _applying(read: Situation, kind: type[Any]) -> Iterable[Policy]:
    """Those for experts that apply to what the conversation is about, one wording of each: its language's, else the first."""
    circumstances = read.about.circumstances(audience="expert", channel=read.conversation.channel)
    now, language = clock.now(), read.conversation.language
    chosen: dict[str, Policy] = {}
    for policy in read.of_kind(kind):
        if applies(policy.applies, circumstances, at=now):
            before = chosen.get(policy.family)
            if before is None or _speaks(policy, language) > _speaks(before, language):
                chosen[policy.family] = policy
    return chosen.values()


def _in_words(value: Value | None) -> str:
    """A value in the reader's language."""
    words = worded(value)
    return words if isinstance(words, str) else _(words.template) % words.named


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
