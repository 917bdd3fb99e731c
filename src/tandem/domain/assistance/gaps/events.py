"""What becomes of gaps: told to the brand's people who listen to its knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class _OfGap(Event):
    gap: str

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
    stream: ClassVar[str] = "article"
    subject: ClassVar[str] = "gap"


@event
@dataclass(frozen=True, slots=True)
class QuestionNoted(Event):
    """A question found no good article; told to nobody, followed by the job that gathers."""

    question_id: int
    source: str

    topics: ClassVar[tuple[str, ...]] = ()
    stream: ClassVar[str] = "article"
    subject: ClassVar[str] = "question"


@event
@dataclass(frozen=True, slots=True)
class GapFound(_OfGap):
    """Several customers ask about a matter that no article settles."""


@event
@dataclass(frozen=True, slots=True)
class GapEnded(_OfGap):
    """It was dismissed, or an article covers it."""

    covered: bool = False
