"""Reading a policy's content strictly: every fault with its path and what was expected there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tandem.core.kit.money import Money
from tandem.core.kit.phrases import Phrase, Phrases
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.expressions import ALWAYS, Expression
from tandem.core.knowledge.policies.parsing import Unread, parse
from tandem.core.knowledge.policies.vocabulary import MOST_DAYS, OF_A_CONVERSATION, Vocabulary

T = TypeVar("T")
LARGEST = 60_000  # characters of a content
MOST_ITEMS = 60  # of any list
LONGEST_TEXT = 4000  # characters of a text that people read
LONGEST_LINE = 200
MOST_MINOR = 10**12  # of money: beyond it the keyboard slipped

_KEY = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where: `steps[2].when`, and what was expected there."""

    path: str
    wanted: Phrase

    @property
    def expected(self) -> str:
        """What was expected, in English."""
        return str(self.wanted)

    @property
    def sentence(self) -> Phrase:
        """All of it, for who reads it away from its place."""
        if not self.path:
            return Phrase("content: expected %(expected)s", {"expected": self.wanted})
        return Phrase("%(path)s: expected %(expected)s", {"path": self.path, "expected": self.wanted})

    def __str__(self) -> str:
        return str(self.sentence)


class Faulty(Invalid):
    """A content has faults; all of them are told. `field` is the path of the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        named = {"faults": Phrases(tuple(fault.sentence for fault in self.faults))}
        super().__init__("%(faults)s.", named=named, field=self.faults[0].path, code="faulty")


@dataclass(slots=True)
class Reader:
    """Takes a content apart and keeps every fault it meets; what is wrong reads as something harmless meanwhile."""

    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: str, wanted: Phrase) -> None:
        self.faults.append(Fault(path, wanted))

    def parts(self, value: Any, path: str, keys: Collection[str]) -> dict[str, Any]:
        """An object with no other keys than these."""
        if not isinstance(value, dict):
            self.fault(path, Phrase("an object with %(keys)s", {"keys": ", ".join(sorted(keys))}))
            return {}
        for key in sorted(set(value) - set(keys)):
            self.fault(f"{path}.{key}".lstrip("."), Phrase("one of %(choices)s", {"choices": ", ".join(sorted(keys))}))
        return value

    def text(self, value: Any, path: str, *, longest: int = LONGEST_TEXT, optional: bool = False) -> str:
        """Text without idle space at its ends."""
        if value is None and optional:
            return ""
        if not isinstance(value, str) or "\x00" in value or (not value.strip() and not optional):
            self.fault(path, Phrase("text"))
            return ""
        if len(value) > longest:
            self.fault(path, Phrase("at most %(longest)s characters", {"longest": longest}))
        return value.strip()

    def line(self, value: Any, path: str, *, optional: bool = False) -> str:
        """A text of one line."""
        found = self.text(value, path, longest=LONGEST_LINE, optional=optional)
        if "\n" in found:
            self.fault(path, Phrase("one line"))
        return found

    def key(self, value: Any, path: str) -> str:
        """A name that conditions and texts may use."""
        if not isinstance(value, str) or not _KEY.match(value):
            self.fault(path, Phrase("a name of small letters, digits and _"))
            return ""
        return value

    def choice(self, value: Any, path: str, choices: Collection[str], *, default: str = "") -> str:
        """One of these words."""
        if value is None and default:
            return default
        if not isinstance(value, str) or value not in choices:
            self.fault(path, Phrase("one of %(choices)s", {"choices": ", ".join(choices)}))
            return default or next(iter(choices))
        return value

    def whole(self, value: Any, path: str, *, least: int, most: int, default: int) -> int:
        """A whole number within these bounds."""
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(path, Phrase("a whole number from %(least)s to %(most)s", {"least": least, "most": most}))
            return default
        return value

    def days(self, value: Any, path: str) -> int | None:
        """A number of days, or none."""
        return None if value is None else self.whole(value, path, least=0, most=MOST_DAYS, default=0)

    def yes(self, value: Any, path: str) -> bool:
        """Yes or no; no where nothing stands."""
        if value is not None and not isinstance(value, bool):
            self.fault(path, Phrase("true or false"))
        return value is True

    def money(self, value: Any, path: str) -> Money | None:
        """Minor units and a currency, or none."""
        if value is None:
            return None
        given = self.parts(value, path, ("minor", "currency"))
        minor, currency = given.get("minor"), given.get("currency")
        if isinstance(minor, bool) or not isinstance(minor, int) or not 0 <= minor <= MOST_MINOR:
            self.fault(f"{path}.minor", Phrase("minor units (pence, cents) as a whole number"))
            return None
        if not isinstance(currency, str) or not re.fullmatch(r"[A-Z]{3}", currency):
            self.fault(f"{path}.currency", Phrase("three capital letters such as GBP"))
            return None
        return Money(currency, minor)

    def condition(self, value: Any, path: str, vocabulary: Vocabulary = OF_A_CONVERSATION) -> Expression:
        """A condition; `always` where nothing stands."""
        if value is None:
            return ALWAYS
        if not isinstance(value, str):
            self.fault(path, Phrase("a condition as text"))
            return ALWAYS
        try:
            return parse(value, vocabulary)
        except Unread as unread:
            place = {"expected": unread.wanted, "line": unread.line, "column": unread.column}
            self.fault(path, Phrase("%(expected)s (line %(line)d, column %(column)d)", place))
            return ALWAYS

    def many(self, value: Any, path: str, one: Callable[[Any, str], T], *, least: int = 0) -> tuple[T, ...]:
        """A list, each part read by `one` with its own path."""
        if value is None and not least:
            return ()
        if not isinstance(value, list) or not least <= len(value) <= MOST_ITEMS:
            self.fault(path, Phrase("a list of %(least)s to %(most)s", {"least": least, "most": MOST_ITEMS}))
            return ()
        return tuple(one(part, f"{path}[{place}]") for place, part in enumerate(value))

    def lines(self, value: Any, path: str) -> tuple[str, ...]:
        """A list of texts of one line."""
        return self.many(value, path, self.line)

    def once(self, values: Iterable[str], path: str, attribute: str = "") -> None:
        """No text twice: the second one is the fault."""
        seen: set[str] = set()
        for place, value in enumerate(values):
            if value and value in seen:
                self.fault(f"{path}[{place}]{attribute}", Phrase("another than %(value)s, which stands there already", {"value": value}))
            seen.add(value)


def opened(source: str) -> Any:
    """The JSON of a content. Raises Faulty."""
    if len(source) > LARGEST:
        raise Faulty([Fault("", Phrase("at most %(longest)s characters", {"longest": LARGEST}))])
    try:
        return json.loads(source, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        wanted = Phrase("JSON without fractions")
        if isinstance(error, json.JSONDecodeError):
            place = {"expected": wanted, "line": error.lineno, "column": error.colno}
            wanted = Phrase("%(expected)s (line %(line)d, column %(column)d)", place)
        raise Faulty([Fault("", wanted)]) from error


def as_money(money: Money | None) -> dict[str, Any] | None:
    """Money as content keeps it."""
    return {"minor": money.minor, "currency": money.currency} if money is not None else None


def kept(**values: Any) -> dict[str, Any]:
    """An object without what is empty, so that the same content is always the same text."""
    return {key: value for key, value in values.items() if value not in (None, "", [], (), {}, False)}


def _no_float(_text: str) -> Any:
    raise ValueError("a fraction")
