"""What a condition may speak of: facts by name, each with its type, and the values that they take."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from tandem.core.kit.money import Money
from tandem.core.kit.phrases import Phrase

Type = Literal["text", "prose", "number", "money", "days", "date", "flag"]
MOST_DAYS = 36_500  # a hundred years: more is a slip of the keyboard


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A whole number of days, so that 28 days are never compared with 28 pounds."""

    count: int


Value = str | Decimal | Money | Days | date | bool
Known = Mapping[str, Value]  # name -> value; a name that is missing is unknown


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that may be known of a conversation. `choices`: the only texts it can be."""

    name: str
    type: Type
    words: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The facts that a condition may name."""

    facts: tuple[Fact, ...]

    def find(self, name: str) -> Fact | None:
        """The fact of this name, if there is one."""
        return next((fact for fact in self.facts if fact.name == name), None)

    def names(self) -> tuple[str, ...]:
        """Every name, in order."""
        return tuple(fact.name for fact in self.facts)


POOLS = ("gig", "vendor", "in_house", "ai")
CHANNELS = ("chat", "widget", "email", "form", "voice", "sms", "social", "api")

OF_A_CONVERSATION = Vocabulary(
    (
        Fact("intent", "text", "what the customer wants, such as refund"),
        Fact("topic", "text", "what it is about"),
        Fact("text", "prose", "what the customer wrote, for mentions(…)"),
        Fact("amount", "money", "the money at stake"),
        Fact("limit", "money", "what whoever answers may give, by the boundaries that hold"),
        Fact("region", "text", "where the customer is, such as UK"),
        Fact("channel", "text", "how they wrote", CHANNELS),
        Fact("language", "text", "the language they wrote in, such as en"),
        Fact("product", "text", "the product it is about"),
        Fact("plan", "text", "the customer's plan"),
        Fact("pool", "text", "who answers", POOLS),
        Fact("asked_for_person", "number", "how often they asked for a person"),
        Fact("failed_checks", "number", "how many checks of identity failed"),
        Fact("repeats", "number", "how often they came back with the same matter"),
        Fact("days_since_purchase", "days", "since they bought it"),
        Fact("days_since_event", "days", "since it happened: the journey, the delivery"),
        Fact("days_open", "days", "since they first asked"),
        Fact("verified", "flag", "their identity is certain"),
        Fact("vulnerable", "flag", "they are known to need particular care"),
    )
)


def folded(text: str) -> str:
    """Without case and accents: as texts are compared. Marks that make another letter, such as kana's, stay.

    >>> folded("Café CRÈME")
    'cafe creme'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if not "\u0300" <= letter <= "\u036f")).casefold()


def shown(value: Value | None) -> str:
    """A value in English.

    >>> shown(Money("GBP", 7500)), shown(Days(1)), shown(None)
    ('75.00 GBP', '1 day', 'unknown')
    """
    return str(worded(value))


def worded(value: Value | None) -> Phrase | str:
    """A value as a surface says it: a phrase where it needs words of ours."""
    if value is None:
        return Phrase("unknown")
    if isinstance(value, bool):
        return Phrase("yes") if value else Phrase("no")
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, Days):
        return Phrase("1 day") if value.count == 1 else Phrase("%(count)d days", {"count": value.count})
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def plain(number: Decimal) -> str:
    """A number without exponent or idle zeros.

    >>> plain(Decimal("2.50")), plain(Decimal("100"))
    ('2.5', '100')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
