"""Whether reading spared a customer from asking: the one rule, for one reader and for many.

A reader who read and then asked all the same was not helped by reading. What cannot be followed is unknown,
and unknown is never counted as help.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.core.kit.statistics import Estimate, share_interval
from tandem.core.knowledge.measures import LEAST

WINDOW = timedelta(hours=24)  # after the last article: whoever has not asked by then counts as not asking
REASONS = ("unclear", "wrong", "out_of_date", "not_mine", "other")  # why an article did not help, in its reader's view
FATES = ("unknown", "unread", "asked", "unhelpful", "open", "deflected")


@dataclass(frozen=True, slots=True)
class Read:
    """An article was opened."""

    article: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Vote:
    """The reader said whether an article helped; the last word on an article counts."""

    article: int
    helpful: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """The reader wrote to a person, by whatever way."""

    at: datetime


def fate_of(events: Iterable[Read | Vote | Ask], *, now: datetime, followed: bool = True) -> str:
    """What became of one reader, by what is known at `now`: one of FATES. The order of `events` does not matter.

    `unknown`: not `followed`, so nobody can say whether they asked. `unread`: no article was opened. `asked`: they
    wrote to a person, before reading or within WINDOW after the last article. `unhelpful`: their last word on some
    article was no. `open`: the window is not over. `deflected`: none of these.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    >>> fate_of([Read(1, noon)], now=noon + WINDOW)
    'deflected'
    >>> fate_of([Read(1, noon), Ask(noon + timedelta(hours=23))], now=noon + WINDOW)
    'asked'
    """
    if not followed:
        return "unknown"
    known = [event for event in events if event.at <= now]
    reads = [event.at for event in known if isinstance(event, Read)]
    if not reads:
        return "unread"
    over = max(reads) + WINDOW
    if any(isinstance(event, Ask) and event.at < over for event in known):
        return "asked"
    last: dict[int, Vote] = {}
    for vote in (event for event in known if isinstance(event, Vote)):
        # Of two words at one instant the no counts: doubt is never help.
        held = last.get(vote.article)
        if held is None or (vote.at, not vote.helpful) > (held.at, not held.helpful):
            last[vote.article] = vote
    if any(not vote.helpful for vote in last.values()):
        return "unhelpful"
    return "open" if now < over else "deflected"


@dataclass(frozen=True, slots=True)
class Readers:
    """How many readers of an article met which fate. `unknown` are openings by who was not followed.

    Raises ValueError for negative counts.
    """

    deflected: int = 0
    asked: int = 0
    unhelpful: int = 0
    open: int = 0
    unknown: int = 0

    def __post_init__(self) -> None:
        if min(self.deflected, self.asked, self.unhelpful, self.open, self.unknown) < 0:
            raise ValueError("counts are not negative")

    @property
    def settled(self) -> int:
        """The readers whose fate is known: what the share is said of."""
        return self.deflected + self.asked + self.unhelpful

    @property
    def share(self) -> Estimate | None:
        """The share of settled readers who did not ask, with its interval; None where they are too few to tell.

        >>> Readers(deflected=12, asked=6, unhelpful=2, unknown=400).share.size
        20
        """
        return share_interval(self.deflected, self.settled) if self.settled >= LEAST else None
