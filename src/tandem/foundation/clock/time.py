"""Now, real or virtual."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class VirtualClock:
    """A clock that stands still until it is moved, and never goes back."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self.instant = start.astimezone(UTC)

    def now(self) -> datetime:
        return self.instant

    def move_to(self, instant: datetime) -> None:
        """Jump forward to `instant`; going back is refused."""
        if instant < self.instant:
            raise ValueError(f"the clock stands at {self.instant}, it cannot go back to {instant}")
        self.instant = instant.astimezone(UTC)

    def advance(self, seconds: float) -> None:
        """Jump forward by `seconds`."""
        self.move_to(self.instant + timedelta(seconds=seconds))


_virtual: VirtualClock | None = None  # of the process: a replay is the only thing its process does


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _virtual.now() if _virtual is not None else datetime.now(UTC)


def virtual() -> bool:
    """Whether time is being replayed."""
    return _virtual is not None


@contextmanager
def on(clock: VirtualClock) -> Iterator[VirtualClock]:
    """Let the whole process live on `clock` inside the block."""
    global _virtual  # noqa: PLW0603  the one place where time is swapped
    before, _virtual = _virtual, clock
    try:
        yield clock
    finally:
        _virtual = before
