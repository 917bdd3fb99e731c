"""What a brand has to have before it goes live: knowledge, a forecast, people to escalate to, limits of authority (COPC, client's part)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

# What only a named, authorised human may own: of each of these somebody has to be told, and somebody has to be allowed to decide.
OWNED = ("refund", "hardship", "safety", "identity", "disclosure")
IN_MONEY = ("refund",)  # classes in which authority without a limit is nobody's
FORESEEN = timedelta(days=28)  # people are found and blocks are sold four weeks ahead


@dataclass(frozen=True, slots=True)
class Contact:
    """An escalation rule in force: its class, whom it names, and how many people (or queues) that is today."""

    title: str
    decision_class: str
    to: str
    reached: int


@dataclass(frozen=True, slots=True)
class Authority:
    """A decision right in force: its class, role, whether it has a limit in money, and how many hold it."""

    decision_class: str
    role: str
    has_limit: bool
    holders: int


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a brand has. `languages`: those that its queues serve; `articles`: (language, articles in force for customers)."""

    languages: tuple[str, ...]
    articles: tuple[tuple[str, int], ...]
    contacts: tuple[Contact, ...]
    authorities: tuple[Authority, ...]
    foreseen_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that is not met: knowledge, forecast, contacts or limits; and of what."""

    condition: str
    of: str
    why: str


def unmet(supplied: Supplied, *, at: datetime) -> tuple[Unmet, ...]:
    """Every condition that is not met at an instant; a brand with none of them may go live.

    >>> [one.condition for one in unmet(Supplied(("en",), (("en", 3),), (), ()), at=datetime(2026, 3, 1))][:2]
    ['forecast', 'contacts']
    """
    return (*_knowledge(supplied), *_forecast(supplied, at), *_contacts(supplied), *_limits(supplied))


def _knowledge(supplied: Supplied) -> Iterator[Unmet]:
    if not supplied.languages:
        yield Unmet("knowledge", "queues", "no queue serves any language")
    written = {language.partition("-")[0] for language, count in supplied.articles if count}
    for language in supplied.languages:
        if language.partition("-")[0] not in written:
            yield Unmet("knowledge", language, "no article for customers is in force in a language that a queue serves")


def _forecast(supplied: Supplied, at: datetime) -> Iterator[Unmet]:
    if supplied.foreseen_until is None:
        yield Unmet("forecast", "contacts", "none was supplied")
    elif supplied.foreseen_until < at + FORESEEN:
        yield Unmet("forecast", "contacts", f"it ends before {(at + FORESEEN):%Y-%m-%d}, four weeks from now")


def _contacts(supplied: Supplied) -> Iterator[Unmet]:
    for one in OWNED:
        if not any(contact.decision_class == one for contact in supplied.contacts):
            yield Unmet("contacts", one, "no escalation rule is in force")
    for contact in supplied.contacts:
        if not contact.reached:
            yield Unmet("contacts", contact.title, f"it leads to {contact.to}, which is nobody")


def _limits(supplied: Supplied) -> Iterator[Unmet]:
    for one in OWNED:
        held = [right for right in supplied.authorities if right.decision_class == one and right.holders]
        if not held:
            yield Unmet("limits", one, "nobody has a decision right in force")
        elif one in IN_MONEY and not any(right.has_limit for right in held):
            yield Unmet("limits", one, "no right has a limit in money")
