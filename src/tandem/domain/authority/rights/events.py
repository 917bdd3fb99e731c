"""What happens to decision rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class _OfRight(Event):
    """A right's event: its reference, and the policy and version that it comes from."""

    right: str
    source: str
    version: int

    topics: ClassVar[tuple[str, ...]] = ("knowledge:{brand}",)
    stream: ClassVar[str] = "source"
    subject: ClassVar[str] = "right"


@event
@dataclass(frozen=True, slots=True)
class RightGranted(_OfRight):
    """A right came into force."""


@event
@dataclass(frozen=True, slots=True)
class RightEnded(_OfRight):
    """A right is no longer in force, or its date of expiry moved."""
