"""Which of a brand's policies a conversation meets, and why.

What an unknown does: a rule of safety fires and a disclosure is due, since a silence could hurt; everything else
waits, since a promise that rests on a guess is none, and is told as what would have to be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.core.authority.rights import Right, covers, needs_four_eyes
from tandem.core.kit.money import Money
from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.policies.contents import Content
from tandem.core.knowledge.policies.expressions import Among, And, Expression
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.guides import Guide
from tandem.core.knowledge.policies.macros import Macro
from tandem.core.knowledge.policies.rules import Boundary, Disclosure, Escalation
from tandem.core.knowledge.policies.truth import Reason, explained, holds
from tandem.core.knowledge.policies.vocabulary import Known

EVERYWHERE = Applicability()
_PLACES = (("product", "products"), ("plan", "plans"), ("region", "regions"), ("channel", "channels"))


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy in force: its entry, the version's number, what it says and where it applies.

    `family` is the same for the wordings of one policy in several languages.
    """

    ref: str
    slug: str
    title: str
    content: Content
    version: int = 1
    language: str = "en"
    applies: Applicability = EVERYWHERE
    family: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """A policy that is met, and why. `certain` is false where an unknown fired it."""

    policy: Policy
    reasons: tuple[Reason, ...]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Bound:
    """A boundary that holds, as it binds who answers now.

    `within`: whether what is asked keeps to limit and days (None: not known). With `may` empty they hand over.
    """

    policy: Policy
    reasons: tuple[Reason, ...]
    decision_class: str
    may: str
    owner_decides: str
    limit: Money | None
    days: int | None
    within: bool | None

    @property
    def hands_over(self) -> bool:
        return not self.may


@dataclass(frozen=True, slots=True)
class Held:
    """A right in a matter that the conversation raises. `covers`: whether it reaches to the amount (None: not known)."""

    right: Right
    covers: bool | None
    four_eyes: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a conversation meets. `unsettled` are policies that cannot be told yet, with what is unknown."""

    escalations: tuple[Met, ...]
    boundaries: tuple[Bound, ...]
    disclosures: tuple[Met, ...]
    guides: tuple[Met, ...]
    macros: tuple[Met, ...]
    unsettled: tuple[Met, ...]
    rights: tuple[Held, ...]
    limit: Money | None

    @property
    def ai_may_answer(self) -> bool:
        """Whether nothing that is met takes the matter out of the AI's hands."""
        return not self.escalations and all(bound.policy.content.ai_may for bound in self.boundaries if isinstance(bound.policy.content, Boundary))


def meeting(policies: Iterable[Policy], facts: Facts, *, at: datetime, rights: Sequence[Right] = ()) -> Meeting:
    """What a conversation of these facts meets at an instant, in the order of the policies.

    `rights` are the decision rights in force. Where no limit is given, it is the least of the boundaries that hold.
    No audience is asked: a rule is met and binds whoever may read it, and words that must be said are due from whoever answers.
    """
    met = [policy for policy in policies if _dated(policy.applies, at)]
    known = _as_applied(facts.known())
    bounds = tuple(_bound(met_one, facts) for met_one in _holding(met, Boundary, known) if met_one.certain)
    limit = facts.limit or _least_limit(bounds, facts)
    known = {**known, "limit": limit} if limit is not None else known
    raised = tuple(one for one in _holding(met, Escalation, known) if one.certain or _is_safety(one.policy))
    due = _in_language(_holding(met, Disclosure, known), facts.language)
    guides, macros = (tuple(one for one in _holding(met, kind, known) if one.certain) for kind in (Guide, Macro))
    told = {one.policy.ref for one in (*raised, *due)}
    unsettled = [one for kind in (Escalation, Boundary, Guide) for one in _holding(met, kind, known) if not one.certain and one.policy.ref not in told]
    classes = [bound.decision_class for bound in bounds] + [one.policy.content.decision_class for one in raised if isinstance(one.policy.content, Escalation)]
    return Meeting(
        raised, bounds, tuple(due), _in_language(guides, facts.language), _in_language(macros, facts.language), tuple(unsettled),
        _held(rights, dict.fromkeys(classes), facts.amount), limit,
    )  # fmt: skip


def condition_of(policy: Policy) -> Expression:
    """All that must hold for a policy to be met, as one condition: its own, its intents, and where it applies."""
    content, parts = policy.content, []
    if isinstance(content, Disclosure | Guide | Macro) and content.intents:
        parts.append(Among("intent", content.intents))
    for name, place in _PLACES:
        wanted: tuple[str, ...] = getattr(policy.applies, place)
        parts += [Among(name, wanted)] if wanted else []
    own = getattr(content, "when", None)
    whole: list[Expression] = [*parts, *([own] if own is not None else [])]
    return whole[0] if len(whole) == 1 else And(tuple(whole))


def _holding(policies: Iterable[Policy], kind: type[Content], known: Known) -> list[Met]:
    """The policies of a kind whose condition holds, or (not certain) cannot be told."""
    met = []
    for policy in policies:
        if isinstance(policy.content, kind):
            whole = condition_of(policy)
            truth = holds(whole, known)
            if truth is not False:
                met.append(Met(policy, explained(whole, known), truth is True))
    return met


def _as_applied(known: Known) -> Known:
    """Places as applicability keeps them: trimmed."""
    return {name: value.strip() if isinstance(value, str) and name != "text" else value for name, value in known.items()}


def _dated(applies: Applicability, at: datetime) -> bool:
    return (applies.applies_from is None or applies.applies_from <= at) and (applies.applies_until is None or at < applies.applies_until)


def _bound(met: Met, facts: Facts) -> Bound:
    rule = met.policy.content
    if not isinstance(rule, Boundary):
        raise TypeError("a boundary is asked for")
    share = rule.share_of(facts.pool)
    return Bound(
        met.policy, met.reasons, rule.decision_class, share.may, rule.owner_decides, share.limit, share.days,
        _all((_within_limit(share.limit, facts.amount), _within_days(share.days, facts))),
    )  # fmt: skip


def _within_limit(limit: Money | None, amount: Money | None) -> bool | None:
    if limit is None:
        return True
    return None if amount is None or amount.currency != limit.currency else amount <= limit


def _within_days(days: int | None, facts: Facts) -> bool | None:
    """Counted from what it is about, else from the purchase."""
    if days is None:
        return True
    passed = facts.days_since_purchase if facts.days_since_event is None else facts.days_since_event
    return None if passed is None else passed <= days


def _all(truths: Sequence[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _least_limit(bounds: Sequence[Bound], facts: Facts) -> Money | None:
    """The least limit of the boundaries that hold, in the amount's currency, or in the only one there is."""
    limits = [bound.limit for bound in bounds if bound.limit is not None]
    currencies = {limit.currency for limit in limits}
    currency = facts.amount.currency if facts.amount is not None else next(iter(currencies)) if len(currencies) == 1 else ""
    return min((limit for limit in limits if limit.currency == currency), default=None)


def _is_safety(policy: Policy) -> bool:
    return isinstance(policy.content, Escalation) and policy.content.is_safety


def _in_language(met: Iterable[Met], language: str) -> tuple[Met, ...]:
    """One wording of each policy: in the customer's language, else the first that there is."""
    chosen: dict[str, Met] = {}
    for one in met:
        family = one.policy.family or one.policy.ref
        before = chosen.get(family)
        if before is None or (language and _speaks(one.policy, language) > _speaks(before.policy, language)):
            chosen[family] = one
    return tuple(chosen.values())


def _speaks(policy: Policy, language: str) -> int:
    """2: this very language, 1: another of its kind, 0: a foreign one."""
    own, wanted = policy.language.casefold(), language.casefold()
    return 2 if own == wanted else int(own.partition("-")[0] == wanted.partition("-")[0])


def _held(rights: Iterable[Right], classes: Iterable[str], amount: Money | None) -> tuple[Held, ...]:
    """The rights in these classes: those that reach first, the smallest of them first."""
    wanted = list(classes)
    found = [Held(right, covers(right, amount), needs_four_eyes(right, amount)) for right in rights if right.decision_class in wanted]
    return tuple(sorted(found, key=_by_reach))


def _by_reach(held: Held) -> tuple[int, int]:
    order = {True: 0, None: 1, False: 2}[held.covers]
    return order, held.right.limit.minor if held.right.limit is not None else 10**15  # none at all comes last
