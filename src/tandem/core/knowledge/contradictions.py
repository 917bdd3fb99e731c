"""Pairs of sentences in different places that cannot both hold: about the same matter, but another number or condition.

Made for few false alarms: what it lists, a person should want to read. It compares words, so it misses contradictions
in other words; sentences that are a case of their own ("except ...") are compared with the like alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.knowledge.applicability import PLACES, Applicability
from tandem.core.knowledge.claims import Claim, Kind, Quantity, claim_of
from tandem.core.knowledge.lexical import terms
from tandem.core.knowledge.sentences import Span, sentence_spans

NEAR = 0.35  # cosine of two sections, below which their sentences hardly speak of the same matter
SAME_WORDS = 0.72  # weighted share of the words of both sentences that they share
ONE_SIDED = 0.12  # weighted share of own words that the sentence with fewer of them may have: else it has another subject
LEAST_WORDS = 3  # shared words besides numbers; a shorter sentence leans on what stands around it
SIBLING = 0.34  # share of title words from which two different titles are variants of one another
PROPERTY = 2  # other values of one line from which it is a property of what each article is about: a fee of each product
SERIES = 2  # sentences of one article that differ in their numbers alone: a table, whose lines do not deny one another


@dataclass(frozen=True, slots=True)
class Shelved:
    """A section in force: `meaning` is its vector of norm one, `applies` where it holds."""

    article: str
    section: str
    title: str
    heading: str
    text: str
    language: str
    applies: Applicability
    meaning: Floats


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one of the two sentences stands: characters of the section's text."""

    article: str
    section: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sentences that disagree, in what, and how alike they are else (0 to 1)."""

    left: Evidence
    right: Evidence
    kind: Kind
    detail: str
    score: float


@dataclass(frozen=True, slots=True)
class _Line:
    place: int  # of its section
    leans: bool
    evidence: Evidence
    claim: Claim
    weight: float
    names: frozenset[str]


# A row of a table or a label with its value says nothing without what stands around it.
_ROW = re.compile(r"\||^[^.]{3,160}:\s+\S+(?:\s\S+){0,4}$")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][A-Za-z&-]+(?: [A-Z][A-Za-z&-]+)*")


def contradictions(sections: Sequence[Shelved]) -> tuple[Contradiction, ...]:
    """The contradictions among these sections, the most alike first; the same however the sections are ordered.

    Two sentences are laid side by side when their sections are near in meaning, apply somewhere in common, speak the
    same language and share (nearly) all words but the numbers. They disagree when exactly one number differs in value or bound, or
    when their conditions exclude one another.
    """
    ordered = sorted(sections, key=lambda one: (one.article, one.section))
    weights = _weights(ordered)
    names = _names(ordered)
    lines = [line for place, section in enumerate(ordered) for line in _lines(place, section, weights, names)]
    series = Counter((line.evidence.article, line.claim.words, line.claim.shape) for line in lines)
    found = [
        Contradiction(one.evidence, other.evidence, *disagreement, round(likeness, 3))
        for one, other in _beside(lines, ordered, weights)
        if series[one.evidence.article, one.claim.words, one.claim.shape] < SERIES
        and series[other.evidence.article, other.claim.words, other.claim.shape] < SERIES
        and (likeness := _likeness(one.claim.words, other.claim.words, weights)) >= SAME_WORDS
        and (disagreement := _disagreement(one, other)) is not None
    ]
    agreed, denied = _agreed(lines), _denied(found)
    kept = [one for one in found if not _settled(one, agreed) and max(denied[_place(one.left)], denied[_place(one.right)]) < PROPERTY]
    return tuple(sorted(kept, key=lambda one: (-one.score, one.left.article, one.left.section, one.left.span.start, one.right.article, one.right.section)))


def overlaps(one: Applicability, other: Applicability) -> bool:
    """Whether somebody may be shown both at some instant.

    >>> overlaps(Applicability(plans=("gold",)), Applicability(plans=("basic",)))
    False
    """
    if set(one.audience).isdisjoint(other.audience):
        return False
    for place in PLACES:
        mine, theirs = getattr(one, place), getattr(other, place)
        if mine and theirs and set(mine).isdisjoint(theirs):
            return False
    begins = max((instant for instant in (one.applies_from, other.applies_from) if instant), default=None)
    ends = min((instant for instant in (one.applies_until, other.applies_until) if instant), default=None)
    return begins is None or ends is None or begins < ends


def _weights(sections: Sequence[Shelved]) -> dict[str, float]:
    """Word -> how rare it is among the sections: ln(1 + n / df)."""
    held = Counter(word for section in sections for word in set(terms(section.text)))
    return {word: math.log(1 + len(sections) / times) for word, times in held.items()}


def _names(sections: Sequence[Shelved]) -> dict[str, frozenset[str]]:
    """Article -> the names that it is about: written large inside a sentence, and in its title."""
    said: dict[str, set[str]] = defaultdict(set)
    for section in sections:
        title = {word.lower() for word in re.findall(r"[A-Za-z&-]+", section.title)}
        for name in _NAME.findall(section.text):
            said[section.article] |= {word.lower() for word in name.split()} & title
    return {article: frozenset(words) for article, words in said.items()}


def _lines(place: int, section: Shelved, weights: dict[str, float], names: dict[str, frozenset[str]]) -> Iterator[_Line]:
    for span in sentence_spans(section.text):
        text = span.of(section.text)
        if text.endswith("?"):
            continue
        claim = claim_of(text)
        if len(claim.words) >= LEAST_WORDS:
            weight = sum(weights.get(word, 1.0) for word in claim.words)
            evidence = Evidence(section.article, section.section, span, text)
            yield _Line(place, _ROW.search(text) is not None, evidence, claim, weight, names.get(section.article, frozenset()))


def _beside(lines: Sequence[_Line], sections: Sequence[Shelved], weights: dict[str, float]) -> Iterator[tuple[_Line, _Line]]:
    """Pairs worth laying side by side: they share their rarest words and their sections may meet."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for word in sorted(line.claim.words, key=lambda word: (-weights.get(word, 1.0), word))[:4]:  # who shares most shares one of these
            by_word[word].append(number)
    pairs = {(a, b) for numbers in by_word.values() if len(numbers) <= 400 for i, a in enumerate(numbers) for b in numbers[i + 1 :]}
    meet: dict[tuple[int, int], bool] = {}
    for a, b in sorted(pairs):
        one, other = lines[a], lines[b]
        if one.place == other.place or (one.claim.conditions, one.claim.quantities) == (other.claim.conditions, other.claim.quantities):
            continue
        key = (one.place, other.place)
        if key not in meet:
            meet[key] = _meet(sections[one.place], sections[other.place])
        if not meet[key] or not _same_subject(one, other):
            continue
        if not (one.leans or other.leans) or _same_title(sections[one.place], sections[other.place]):
            yield one, other


def _meet(one: Shelved, other: Shelved) -> bool:
    """Whether two sections may be about the same matter, for the same people."""
    if one.language.partition("-")[0] != other.language.partition("-")[0] or not overlaps(one.applies, other.applies):
        return False
    if float(np.dot(one.meaning, other.meaning)) < NEAR:
        return False
    return one.article == other.article or not _siblings(one.title, other.title)


def _siblings(one: str, other: str) -> bool:
    """Whether two titles are variants of one another, each with a word of its own: "Gold card: fees", "Blue card: fees"."""
    mine, theirs = set(terms(one)), set(terms(other))
    if mine == theirs or not mine - theirs or not theirs - mine:
        return False
    return len(mine & theirs) / len(mine | theirs) >= SIBLING


def _same_title(one: Shelved, other: Shelved) -> bool:
    """Whether a row of the one is a row of the other: the same article, or the same title."""
    return one.article == other.article or terms(one.title) == terms(other.title)


def _same_subject(one: _Line, other: _Line) -> bool:
    """No other product is meant: neither article is about a name that the other is not."""
    return not (one.names - other.names and other.names - one.names)


def _likeness(mine: frozenset[str], theirs: frozenset[str], weights: dict[str, float]) -> float:
    """Weighted share of common words; 0 when both have words of their own, since one word can change the subject."""
    shared, either = _weight(mine & theirs, weights), _weight(mine | theirs, weights)
    own = min(_weight(mine - theirs, weights), _weight(theirs - mine, weights))
    if len(mine & theirs) < LEAST_WORDS or own > ONE_SIDED * shared:
        return 0.0
    return shared / either


def _weight(words: frozenset[str], weights: dict[str, float]) -> float:
    return sum(weights.get(word, 1.0) for word in words)


def _disagreement(one: _Line, other: _Line) -> tuple[Kind, str] | None:
    """In what they disagree, in words for the reader; None when both may hold."""
    if one.claim.clauses != other.claim.clauses:
        return None
    if one.claim.shape != other.claim.shape:
        return None
    if one.claim.conditions == other.claim.conditions:
        return _numbers(one.claim.quantities, other.claim.quantities)
    same = one.claim.quantities == other.claim.quantities
    return _opposed(one.claim.conditions, other.claim.conditions) if same else None


def _numbers(mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> tuple[Kind, str] | None:
    """One number differs and all else is equal; with more differences it is another case."""
    values = [(a, b) for a, b in zip(mine, theirs, strict=True) if a.value != b.value]
    bounds = [(a, b) for a, b in zip(mine, theirs, strict=True) if {a.bound, b.bound} == {"least", "most"}]
    if len(values) == 1 and not bounds:
        a, b = values[0]
        return a.kind, f"{_said(a)} / {_said(b)}"
    if len(bounds) == 1 and not values:
        a, b = bounds[0]
        return "bound", f"{a.bound} {_said(a)} / {b.bound} {_said(b)}"
    return None


OPPOSITES = (("always", "never"), ("before", "after"), ("must", "may"), ("free", "paid"))


def _opposed(mine: frozenset[str], theirs: frozenset[str]) -> tuple[Kind, str] | None:
    differing = mine ^ theirs
    for one, other in OPPOSITES:
        if differing - {"not"} == {one, other}:
            return "condition", f"{one} / {other}" if one in mine else f"{other} / {one}"
    if "not" in differing and differing <= {"not", "never", "always", "must", "may"}:
        return "condition", "yes / no" if "not" in theirs else "no / yes"
    return None


def _said(one: Quantity) -> str:
    if one.kind == "duration":
        for unit, seconds in (("day", 86_400), ("hour", 3600), ("minute", 60)):
            if one.unit != "months" and one.value >= seconds and one.value % seconds == 0:
                return f"{one.value / seconds:g} {'working ' if one.unit.startswith('w') else ''}{unit}s"
        return f"{one.value:g} {'months' if one.unit == 'months' else 'seconds'}"
    if one.kind == "time":
        return f"{int(one.value) // 60:02d}:{int(one.value) % 60:02d}"
    if one.kind == "date":
        return f"{int(one.value) % 100}.{int(one.value) // 100 % 100}."
    return f"{one.unit}{one.value:g}" if one.kind == "amount" else f"{one.value:g} {one.unit}".strip()


def _agreed(lines: Sequence[_Line]) -> dict[tuple[frozenset[str], tuple[Quantity, ...]], set[str]]:
    """(words, numbers) -> the articles that say so."""
    held: dict[tuple[frozenset[str], tuple[Quantity, ...]], set[str]] = defaultdict(set)
    for line in lines:
        held[line.claim.words, line.claim.quantities].add(line.evidence.article)
    return held


def _place(evidence: Evidence) -> tuple[str, str, int]:
    return evidence.article, evidence.section, evidence.span.start


def _denied(found: Sequence[Contradiction]) -> dict[tuple[str, str, int], int]:
    """Sentence -> how many different things others say instead."""
    others: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for one in found:
        mine, _, theirs = one.detail.partition(" / ")
        others[_place(one.left)].add(theirs)
        others[_place(one.right)].add(mine)
    return defaultdict(int, {place: len(values) for place, values in others.items()})


def _settled(found: Contradiction, agreed: dict[tuple[frozenset[str], tuple[Quantity, ...]], set[str]]) -> bool:
    """Whether each article also says what the other says: then these are two cases that both know."""
    left, right = claim_of(found.left.text), claim_of(found.right.text)
    if found.kind == "condition":
        return False
    return found.right.article in agreed[left.words, left.quantities] or found.left.article in agreed[right.words, right.quantities]
