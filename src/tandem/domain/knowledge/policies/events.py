"""What happens with policies in conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class _OfRun(Event):
    """A guide run's event. Told to nobody live but the brand's staff."""

    run: str
    conversation: str

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
    stream: ClassVar[str] = "run"
    subject: ClassVar[str] = "run"


@event
@dataclass(frozen=True, slots=True)
class GuideStarted(_OfRun):
    """Somebody began to walk a guide."""


@event
@dataclass(frozen=True, slots=True)
class GuideAnswered(_OfRun):
    """A step was answered."""


@event
@dataclass(frozen=True, slots=True)
class GuideFinished(_OfRun):
    """A guide came to an outcome, or was broken off."""

    outcome: str


@event
@dataclass(frozen=True, slots=True)
class RuleFired(Event):
    """A rule was met in a conversation: its entry, its version and the conversation."""

    article: str
    version: int
    conversation: str

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
    stream: ClassVar[str] = "conversation"
    subject: ClassVar[str] = "article"
