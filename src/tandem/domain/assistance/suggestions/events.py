"""What happens to suggestions. Only the staff of the conversation hear of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class _OfSuggestion(Event):
    """A suggestion's event: its conversation and its reference."""

    conversation_id: int
    conversation: str
    suggestion: str

    topics: ClassVar[tuple[str, ...]] = ("conversation:{conversation}",)
    stream: ClassVar[str] = "conversation"
    subject: ClassVar[str] = "suggestion"


@event
@dataclass(frozen=True, slots=True)
class SuggestionMade(_OfSuggestion):
    """A draft or an abstention stands beside the composer."""

    abstained: bool


@event
@dataclass(frozen=True, slots=True)
class SuggestionSettled(_OfSuggestion):
    """It was accepted, edited, dismissed, ignored or withdrawn."""

    fate: str
