"""What a sentence claims that another can deny: amounts, shares, durations, dates, times, counts and conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tandem.core.knowledge.lexical import terms

Kind = Literal["amount", "percent", "duration", "date", "time", "count", "bound", "condition"]

_MONTHS = {name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
} | {"fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90, "half": 0.5}  # fmt: skip
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_MONTHLY = {"month": 1, "quarter": 3, "year": 12}
_WORD_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\b(?:{_WORD_NUMBER})\b)"
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
# Read from left to right; what one pattern has taken, the later ones do not see.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("date", re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")),
    ("date", re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name>{_MONTH})\b(?:\s+(?P<year>\d{{4}}))?", re.IGNORECASE)),
    ("date", re.compile(rf"\b(?P<name>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", re.IGNORECASE)),
    ("amount", re.compile(rf"(?P<sign>[£$€¥])\s?(?P<number>{_NUMBER})", re.IGNORECASE)),
    ("amount", re.compile(rf"(?P<number>{_NUMBER})\s?(?P<sign>GBP|USD|EUR|pounds?|dollars?|euros?)\b", re.IGNORECASE)),
    (
        "time",
        re.compile(
            r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d{2})\b(?:\s*(?P<half>[ap]\.?m\b\.?))?"
            r"|\.(?P<minute_>\d{2})\s*(?P<half_>[ap]\.?m\b\.?))",
            re.IGNORECASE,
        ),
    ),
    ("time", re.compile(r"\b(?P<hour>\d{1,2})\s*(?P<half>[ap]\.?m\b\.?)", re.IGNORECASE)),
    ("percent", re.compile(rf"(?P<number>{_NUMBER})\s?(?:%|per\s?cent\b)", re.IGNORECASE)),
    (
        "duration",
        re.compile(
            rf"(?P<number>{_NUMBER})[\s-]+(?:full\s+)?(?P<unit>(?:(?:working|business|calendar)\s+)?(?:second|minute|hour|day|week|month|quarter|year)s?)\b",
            re.IGNORECASE,
        ),
    ),
    ("count", re.compile(rf"(?P<number>{_NUMBER})\s?(?P<unit>[a-z][a-z-]+)?", re.IGNORECASE)),
)
_SIGNS = {"pound": "£", "pounds": "£", "gbp": "£", "dollar": "$", "dollars": "$", "usd": "$", "euro": "€", "euros": "€", "eur": "€"}
_NOT = re.compile(r"\b(?:not|never|no|cannot|nobody|neither|nor|without)\b|n['’]t\b", re.IGNORECASE)
_ALWAYS, _NEVER = re.compile(r"\balways\b", re.IGNORECASE), re.compile(r"\bnever\b", re.IGNORECASE)
_BEFORE, _AFTER = re.compile(r"\bbefore\b", re.IGNORECASE), re.compile(r"\bafter\b", re.IGNORECASE)
_MUST = re.compile(r"\b(?:must|required|has to|have to|needs? to|mandatory)\b", re.IGNORECASE)
_MAY = re.compile(r"\b(?:optional|need not|not required|does not need to|do not need to|may choose)\b", re.IGNORECASE)
_FREE, _PAID = re.compile(r"\b(?:free|no charge|no fee|free of charge)\b", re.IGNORECASE), re.compile(r"\b(?:costs?|charged?|fees?)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:at least|more than|over|above|minimum(?: of)?|from|no less than)\s*$", re.IGNORECASE)
_MOST = re.compile(r"\b(?:at most|up to|less than|under|below|maximum(?: of)?|within|no more than|not more than)\s*$", re.IGNORECASE)
# A clause that makes a sentence a case of its own.
_CLAUSE = re.compile(r"\b(?:if|unless|except|when|where|whose|only|but|other than|instead|until)\b", re.IGNORECASE)
_EMPTY_UNITS = frozenset(("of", "or", "and", "to", "in", "on", "at", "per", "for", "from", "the", "a", "is", "are", "by", "with", "more", "than"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a sentence states: `unit` is what it counts, `value` in that unit; `bound` least, most or none."""

    kind: Kind
    unit: str
    value: float
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as it is compared: its words without numbers, its numbers, its conditions, and whether it is a case of its own."""

    words: frozenset[str]
    quantities: tuple[Quantity, ...]
    conditions: frozenset[str]
    clauses: frozenset[str]

    @property
    def shape(self) -> tuple[tuple[str, str], ...]:
        """The kinds and units of its numbers, in order."""
        return tuple((one.kind, one.unit) for one in self.quantities)


def claim_of(sentence: str) -> Claim:
    """What a sentence claims.

    >>> [(q.kind, q.unit, q.value) for q in claim_of("Claims are open for two weeks and cost £5.").quantities]
    [('duration', 'time', 1209600.0), ('amount', '£', 5.0)]
    """
    left, quantities = _quantities(sentence)
    words = frozenset(word for word in terms(_NOT.sub(" ", left)) if word not in _MARKS)
    return Claim(words, quantities, _conditions(sentence), frozenset(found.lower() for found in _CLAUSE.findall(sentence)))


# Words that state a condition are compared as conditions, not as matter.
_MARKS = frozenset(terms("always never before after must required mandatory optional free least most up above below over under within maximum minimum"))


def _quantities(sentence: str) -> tuple[str, tuple[Quantity, ...]]:
    """The sentence with its numbers blanked, and the numbers in order."""
    left, found = sentence, []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(left):
            read = _read(kind, match, before=left[: match.start()])
            if read is not None:
                found.append((match.start(), read))
                end = match.end("number") if kind == "count" else match.end()  # what is counted stays a word
                left = left[: match.start()] + " " * (end - match.start()) + left[end:]
    return left, tuple(quantity for _, quantity in sorted(found, key=lambda one: one[0]))


def _read(kind: Kind, match: re.Match[str], *, before: str) -> Quantity | None:
    given = match.groupdict()
    bound = "least" if _LEAST.search(before) else "most" if _MOST.search(before) else ""
    if kind == "date":
        month = int(given["month"]) if given.get("month") else _MONTHS[given["name"][:3].lower()]
        return Quantity(kind, "date", month * 100 + int(given["day"]) + int(given.get("year") or 0) * 10_000, bound)
    if kind == "time":
        hour, half = int(given["hour"]), (given.get("half") or given.get("half_") or "").lower()
        hour = hour % 12 + 12 if half.startswith("p") else hour % 12 if half else hour
        minute = int(given.get("minute") or given.get("minute_") or 0)
        return Quantity(kind, "clock", hour * 60 + minute, bound) if hour < 24 else None
    number = _NUMBERS.get(given["number"].lower())
    value = float(number) if number is not None else float(given["number"].replace(",", ""))
    if kind == "amount":
        sign = given["sign"].lower()
        return Quantity(kind, _SIGNS.get(sign, sign), value, bound)
    if kind == "percent":
        return Quantity(kind, "%", value, bound)
    if kind == "duration":
        return _duration(given["unit"].lower(), value, bound)
    unit = (given.get("unit") or "").lower()
    if number is not None and number <= 1:
        return None  # "one" and "half" mostly count nothing
    return Quantity("count", " ".join(terms(unit)) if unit not in _EMPTY_UNITS else "", value, bound)


def _duration(unit: str, value: float, bound: str) -> Quantity:
    *kinds, name = unit.split()
    name = name.removesuffix("s")
    if kinds and kinds[0] in ("working", "business"):
        return Quantity("duration", "working time", value * _SECONDS.get(name, 0), bound)
    if name in _MONTHLY:
        return Quantity("duration", "months", value * _MONTHLY[name], bound)
    return Quantity("duration", "time", value * _SECONDS[name], bound)


def _conditions(sentence: str) -> frozenset[str]:
    """What it says of whether and when: each by one word, so that two sentences can be laid side by side."""
    said = {
        "not" if len(_NOT.findall(_MAY.sub(" ", sentence))) % 2 else "",
        "always" if _ALWAYS.search(sentence) else "",
        "never" if _NEVER.search(sentence) else "",
        "before" if _BEFORE.search(sentence) and not _AFTER.search(sentence) else "",
        "after" if _AFTER.search(sentence) and not _BEFORE.search(sentence) else "",
        "must" if _MUST.search(sentence) and not _MAY.search(sentence) else "",
        "may" if _MAY.search(sentence) else "",
        "free" if _FREE.search(sentence) else "",
        "paid" if _PAID.search(sentence) and not _FREE.search(sentence) else "",
    }
    return frozenset(said - {""})
