"""What was ruled on contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@event
@dataclass(frozen=True, slots=True)
class ContradictionRuled(Event):
    """Somebody confirmed a contradiction, or dismissed it."""

    contradiction: str
    confirmed: bool

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
    stream: ClassVar[str] = "article"
    subject: ClassVar[str] = "contradiction"


@event
@dataclass(frozen=True, slots=True)
class ContradictionsFound(Event):
    """The shelf was read through: how many were found that were not known."""

    fresh: int

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
    stream: ClassVar[str] = "article"
    subject: ClassVar[str] = "brand"
