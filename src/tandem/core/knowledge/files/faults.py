"""What is wrong with a file, and what was found in it besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import Document


@dataclass(frozen=True, slots=True)
class Fault:
    """A place in a file, counted from one, and what was expected there."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document and where it began."""

    document: Document
    file: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a file held: whole entries, and a fault for each that is not."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()

    def __add__(self, other: Found) -> Found:
        return Found(self.entries + other.entries, self.faults + other.faults)

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(entry.document for entry in self.entries)


def kept(file: str, line: int, make: Callable[[], Document], *, column: int = 1) -> Found:
    """The entry that `make` gives, or the fault that it refuses with."""
    try:
        return Found((Entry(make(), file, line),))
    except Invalid as refusal:
        where = f"{refusal.field}: " if refusal.field else ""
        return Found(faults=(Fault(file, line, column, where + refusal.message),))


def together(parts: Iterable[Found]) -> Found:
    """Several files as one: an entry that comes twice is a fault, and so are former names that lead in a circle."""
    found = sum(parts, Found())
    first: dict[tuple[str, str, str], Entry] = {}
    entries, faults = [], list(found.faults)
    for entry in found.entries:
        key = entry.document.key()
        before = first.setdefault(key, entry)
        if before is entry:
            entries.append(entry)
        else:
            faults.append(Fault(entry.file, entry.line, 1, f"the short name {key[1]} came at {before.file}:{before.line}:1; expected another."))
    faults += _names(entries, first)
    return Found(tuple(entries), tuple(faults))


def _names(entries: Iterable[Entry], known: dict[tuple[str, str, str], Entry]) -> list[Fault]:
    """Former names that are still somebody's, or claimed twice."""
    faults: list[Fault] = []
    claimed: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        kind, slug, language = entry.document.key()
        for name in entry.document.formerly:
            key = (kind, name, language)
            if key in known:
                other = known[key]
                circle = slug in other.document.formerly
                what = f"{name} and {slug} lead to each other in a circle" if circle else f"{name} is the short name of {other.file}:{other.line}:1"
                faults.append(Fault(entry.file, entry.line, 1, f"formerly: {what}; expected a name that nothing else has."))
            elif claimed.setdefault(key, entry) is not entry:
                other = claimed[key]
                faults.append(Fault(entry.file, entry.line, 1, f"formerly: {name} leads to {other.file}:{other.line}:1 already; expected one."))
    return faults
