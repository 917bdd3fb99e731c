"""Sentences as spans of a text: cut so that text[start:end] is the sentence, to the character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# After these a full stop ends no sentence.
_NEVER = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "nos",
        "vs",
        "e.g",
        "i.e",
        "eg",
        "ie",
        "approx",
        "incl",
        "fig",
        "art",
        "pp",
        "tel",
        "ca",
    )
)
# After these it ends one only when a capital follows.
_SOMETIMES = frozenset(
    (
        "a.m",
        "p.m",
        "am",
        "pm",
        "etc",
        "inc",
        "ltd",
        "co",
        "u.k",
        "u.s",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    )
)
_END = re.compile(r"(?P<mark>[.!?…؟]+)[\"'”’)\]]*(?=\s)|[。！？]+")
_MARKER = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s+")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘]+$")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span runs forward, got {self.start} to {self.end}")

    def of(self, text: str) -> str:
        """What the span covers."""
        return text[self.start : self.end]


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of `text`, in order, without list markers and surrounding space. A line ends a sentence.

    >>> [span.of("It is 5 p.m. now. Go!") for span in sentence_spans("It is 5 p.m. now. Go!")]
    ['It is 5 p.m. now.', 'Go!']
    """
    return tuple(span for start, end in _lines(text) for span in _in_line(text, start, end))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences themselves."""
    return tuple(span.of(text) for span in sentence_spans(text))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def _in_line(text: str, start: int, end: int) -> Iterator[Span]:
    marker = _MARKER.match(text, start, end)
    start = marker.end() if marker else start
    for found in _END.finditer(text, start, end):
        if _ends(text, start, found):
            yield from _trimmed(text, start, found.end())
            start = found.end()
    yield from _trimmed(text, start, end)


def _ends(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether this mark ends a sentence, rather than an abbreviation or an initial."""
    if found.group("mark") != ".":
        return True
    word = _LAST_WORD.search(text, start, found.start("mark"))
    before = word.group().casefold() if word else ""
    following = text[found.end() :].lstrip()[:1]
    if before in _NEVER or (len(before) == 1 and before.isalpha() and before != "i"):
        return False
    return before not in _SOMETIMES or following.isupper()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
