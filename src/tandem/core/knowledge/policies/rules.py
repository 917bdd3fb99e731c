"""Rules of one matter each: escalation rules, policy boundaries, mandatory disclosures, decision rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tandem.core.authority.rights import CLASSES, LONGEST_CERTIFICATION, ROLES, Right
from tandem.core.kit.money import Money
from tandem.core.kit.phrases import Phrase
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.expressions import ALWAYS, Always, Expression, printed
from tandem.core.knowledge.policies.reading import Reader, as_money, kept

RAISED_BY = ("expert", "ai", "either")
MOMENTS = ("before", "with", "closing")  # before answering, with the answer, at closing
SERVING = ("gig", "vendor", "in_house")
MOST_MINUTES = 7 * 24 * 60  # a week: what may wait longer is no escalation


@dataclass(frozen=True, slots=True)
class Target:
    """To whom: a role of the brand, a queue by its key, or a named member by reference."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """When a conversation goes to somebody else, to whom, how fast, and what is said word for word."""

    decision_class: str
    when: Expression
    to: Target
    within_minutes: int
    raised_by: str = "either"
    instructions: str = ""
    say: str = ""

    @property
    def is_safety(self) -> bool:
        """Whether it fires on an unknown: somebody may be hurt."""
        return self.decision_class == "safety"


@dataclass(frozen=True, slots=True)
class PoolShare:
    """What the experts of one kind of pool may promise; with `may` empty they hand over."""

    pool: str
    may: str = ""
    limit: Money | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Boundary:
    """What may be promised in a matter: by the AI, by experts of each pool, and what its owner decides.

    An empty `ai_may` or `expert_may` is nothing at all: they hand over. `limit` and `days` hold for every
    pool that has none of its own.
    """

    decision_class: str
    when: Expression
    owner_decides: str
    ai_may: str = ""
    expert_may: str = ""
    limit: Money | None = None
    days: int | None = None
    pools: tuple[PoolShare, ...] = ()

    def share_of(self, pool: str) -> PoolShare:
        """What a kind of pool may promise; the AI promises no money."""
        if pool == "ai":
            return PoolShare("ai", self.ai_may, None, self.days)
        own = next((share for share in self.pools if share.pool == pool), None)
        if own is None:
            return PoolShare(pool, self.expert_may, self.limit, self.days)
        return PoolShare(pool, own.may, own.limit if own.limit is not None else self.limit, own.days if own.days is not None else self.days)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A text that must be said word for word, for these intents (none: all of them) and when the condition holds."""

    text: str
    moment: str
    intents: tuple[str, ...] = ()
    when: Expression = ALWAYS


def read_escalation(given: Any, reader: Reader) -> Escalation:
    parts = reader.parts(given, "", ("class", "when", "to", "within_minutes", "raised_by", "instructions", "say"))
    to = reader.parts(parts.get("to"), "to", ("kind", "key"))
    target = Target(reader.choice(to.get("kind"), "to.kind", ("role", "queue", "member")), reader.line(to.get("key"), "to.key"))
    if target.kind == "role" and target.key:
        reader.choice(target.key, "to.key", ROLES)
    return Escalation(
        reader.choice(parts.get("class"), "class", CLASSES), reader.condition(parts.get("when"), "when"), target,
        reader.whole(parts.get("within_minutes"), "within_minutes", least=1, most=MOST_MINUTES, default=1),
        reader.choice(parts.get("raised_by"), "raised_by", RAISED_BY, default="either"),
        reader.text(parts.get("instructions"), "instructions", optional=True), reader.text(parts.get("say"), "say", optional=True),
    )  # fmt: skip


def written_escalation(rule: Escalation) -> dict[str, Any]:
    return kept(
        when=condition(rule.when), to={"kind": rule.to.kind, "key": rule.to.key}, within_minutes=rule.within_minutes,
        raised_by=rule.raised_by, instructions=rule.instructions, say=rule.say, **{"class": rule.decision_class},
    )  # fmt: skip


def read_boundary(given: Any, reader: Reader) -> Boundary:
    parts = reader.parts(given, "", ("class", "when", "owner_decides", "ai_may", "expert_may", "limit", "days", "pools"))
    pools = reader.many(parts.get("pools"), "pools", lambda part, path: _share(part, path, reader))
    reader.once((share.pool for share in pools), "pools", ".pool")
    return Boundary(
        reader.choice(parts.get("class"), "class", CLASSES), reader.condition(parts.get("when"), "when"),
        reader.text(parts.get("owner_decides"), "owner_decides"), reader.text(parts.get("ai_may"), "ai_may", optional=True),
        reader.text(parts.get("expert_may"), "expert_may", optional=True), reader.money(parts.get("limit"), "limit"),
        reader.days(parts.get("days"), "days"), pools,
    )  # fmt: skip


def _share(given: Any, path: str, reader: Reader) -> PoolShare:
    parts = reader.parts(given, path, ("pool", "may", "limit", "days"))
    return PoolShare(
        reader.choice(parts.get("pool"), f"{path}.pool", SERVING), reader.text(parts.get("may"), f"{path}.may", optional=True),
        reader.money(parts.get("limit"), f"{path}.limit"), reader.days(parts.get("days"), f"{path}.days"),
    )  # fmt: skip


def written_boundary(rule: Boundary) -> dict[str, Any]:
    shares = [kept(pool=one.pool, may=one.may, limit=as_money(one.limit)) | number("days", one.days) for one in rule.pools]
    return kept(
        when=condition(rule.when), owner_decides=rule.owner_decides, ai_may=rule.ai_may, expert_may=rule.expert_may,
        limit=as_money(rule.limit), pools=shares, **{"class": rule.decision_class},
    ) | number("days", rule.days)  # fmt: skip


def read_disclosure(given: Any, reader: Reader) -> Disclosure:
    parts = reader.parts(given, "", ("text", "moment", "intents", "when"))
    intents = reader.lines(parts.get("intents"), "intents")
    reader.once(intents, "intents")
    return Disclosure(
        reader.text(parts.get("text"), "text"), reader.choice(parts.get("moment"), "moment", MOMENTS), intents, reader.condition(parts.get("when"), "when")
    )


def written_disclosure(rule: Disclosure) -> dict[str, Any]:
    return kept(text=rule.text, moment=rule.moment, intents=list(rule.intents), when=condition(rule.when))


def read_right(given: Any, reader: Reader) -> Right:
    parts = reader.parts(given, "", ("class", "role", "limit", "certification", "four_eyes_above"))
    matter, role = reader.choice(parts.get("class"), "class", CLASSES), reader.choice(parts.get("role"), "role", ROLES)
    limit, above = reader.money(parts.get("limit"), "limit"), reader.money(parts.get("four_eyes_above"), "four_eyes_above")
    certification = reader.line(parts.get("certification"), "certification", optional=True)
    if len(certification) > LONGEST_CERTIFICATION:
        reader.fault("certification", Phrase("at most %(longest)s characters", {"longest": LONGEST_CERTIFICATION}))
        certification = ""
    try:
        return Right(matter, role, limit, certification, above)
    except Invalid:
        reader.fault("four_eyes_above", Phrase("an amount in the limit's currency and not above it"))
        return Right(matter, role, limit, certification)


def written_right(right: Right) -> dict[str, Any]:
    return kept(
        role=right.role, limit=as_money(right.limit), certification=right.certification, four_eyes_above=as_money(right.four_eyes_above),
        **{"class": right.decision_class},
    )  # fmt: skip


def condition(expression: Expression) -> str:
    """A condition as content keeps it: nothing where it always holds."""
    return "" if isinstance(expression, Always) else printed(expression)


def number(key: str, value: int | None) -> dict[str, Any]:
    """A number that may be nought, or nothing."""
    return {} if value is None else {key: value}
