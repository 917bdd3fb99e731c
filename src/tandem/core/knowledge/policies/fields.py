"""Typed places: what a guide asks for and a macro leaves open, and the values that fit there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tandem.core.kit.money import Money
from tandem.core.kit.phrases import Phrase
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.reading import LONGEST_TEXT, Reader, as_money, kept
from tandem.core.knowledge.policies.vocabulary import MOST_DAYS, Days, Fact, Type, Value, folded, plain

TYPES = ("text", "number", "money", "date", "days", "choice", "yes_no")
IN_MACROS = ("text", "number", "money", "date", "choice")
MOST_DIGITS = 12
_FACTS: Mapping[str, Type] = {"text": "text", "choice": "text", "number": "number", "money": "money", "date": "date", "days": "days", "yes_no": "flag"}
_MONEY = re.compile(r"^(\d{1,12}(?:\.\d{1,3})?) ?([A-Z]{3})$")
_NUMBER = re.compile(r"^-?\d{1,12}(\.\d{1,6})?$")
_EXPECTED = {
    "text": "Write something, in at most 4000 characters.", "number": "A number, such as 12 or 12.5.", "money": "An amount with its currency, such as 75 GBP.",
    "date": "A date, such as 2026-01-31.", "days": "A whole number of days.", "choice": "One of %(choices)s.", "yes_no": "Yes or no.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A typed place: its name, what people read beside it, and what fits. `source`: where its value usually comes from."""

    key: str
    label: str
    type: str
    required: bool = False
    choices: tuple[str, ...] = ()
    source: str = ""

    def fact(self) -> Fact:
        """The place as a fact that a condition may name."""
        return Fact(self.key, _FACTS[self.type], self.label, tuple(folded(choice) for choice in self.choices))


def read_field(given: Any, path: str, reader: Reader, *, types: tuple[str, ...] = TYPES, sources: tuple[str, ...] = ()) -> Field:
    """A place as content keeps it."""
    keys = ("key", "label", "type", "required", "choices", *(("source",) if sources else ()))
    parts = reader.parts(given, path, keys)
    kind = reader.choice(parts.get("type"), f"{path}.type", types)
    choices = reader.lines(parts.get("choices"), f"{path}.choices")
    reader.once((folded(choice) for choice in choices), f"{path}.choices")
    if kind == "choice" and len(choices) < 2:
        reader.fault(f"{path}.choices", Phrase("at least two choices"))
    if kind != "choice" and choices:
        reader.fault(f"{path}.choices", Phrase("nothing, since it is no choice"))
    source = parts.get("source")
    return Field(
        reader.key(parts.get("key"), f"{path}.key"), reader.line(parts.get("label"), f"{path}.label"), kind,
        reader.yes(parts.get("required"), f"{path}.required"), choices,
        reader.choice(source, f"{path}.source", sources) if source else "",
    )  # fmt: skip


def written_field(place: Field) -> dict[str, Any]:
    return kept(key=place.key, label=place.label, type=place.type, required=place.required, choices=list(place.choices), source=place.source)


def typed(place: Field, given: str) -> Value | None:
    """What somebody typed as a value of the place's type; None where they left it empty. Raises Invalid (field: its key)."""
    text = given.strip()
    if not text:
        if place.required:
            raise Invalid("%(label)s is needed.", named={"label": place.label}, field=place.key)
        return None
    value = _typed(place, text)
    if value is None or not fits(place, value):
        raise Invalid(_EXPECTED[place.type], named={"choices": ", ".join(place.choices)}, field=place.key)
    return value


def fits(place: Field, value: Value) -> bool:
    """Whether a value may stand in this place."""
    match place.type:
        case "text":
            return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and "\x00" not in value
        case "choice":
            return isinstance(value, str) and value in place.choices
        case "yes_no":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, Decimal)
        case "money":
            return isinstance(value, Money)
        case "days":
            return isinstance(value, Days)
    return isinstance(value, date)


def _typed(place: Field, text: str) -> Value | None:
    match place.type:
        case "text":
            return text
        case "choice":
            return next((choice for choice in place.choices if folded(choice) == folded(text)), None)
        case "yes_no":
            return {"yes": True, "no": False}.get(folded(text))
        case "number":
            return Decimal(text) if _NUMBER.match(text) else None
        case "days":
            return Days(int(text)) if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= MOST_DAYS else None
        case "money":
            return _money(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _money(text: str) -> Money | None:
    match = _MONEY.match(text)
    if match is None:
        return None
    money = Money.of(match[1], match[2])
    return money if money.amount == Decimal(match[1]) else None


def stored(value: Value) -> Any:
    """A value as JSON; `restored` gives it back."""
    if isinstance(value, Money):
        return as_money(value)
    if isinstance(value, Days):
        return value.count
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def restored(place: Field, given: Any) -> Value | None:
    """What `stored` kept for this place; None where it is no value of its type (any more)."""
    try:
        match place.type, given:
            case "money", {"currency": str(currency), "minor": int(minor)}:
                return Money(currency, minor)
            case "days", int(count) if not isinstance(given, bool):
                return Days(count)
            case "yes_no", bool(yes):
                return yes
            case "number", str(text):
                return Decimal(text)
            case "date", str(text):
                return date.fromisoformat(text)
            case "text" | "choice", str(text):
                return text
    except (ValueError, InvalidOperation):
        return None
    return None
