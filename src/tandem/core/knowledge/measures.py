"""How knowledge does: what is counted of an article, and the shares that may be said of it, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.core.kit.statistics import Estimate, share_interval

# What can happen to a section of a version. Each is counted once a conversation (or a reader's visit).
KINDS = ("shown", "used", "edited", "dismissed", "deflected", "verified_wrong", "complaint", "reopened")
SURFACES = ("desk", "search", "chat", "help", "mail", "api")
LEAST = 20  # conversations: of fewer the interval spans half the scale, so no share is said
WEEK = timedelta(hours=168)  # the house's window of a repeat (rulings: Case)
WINDOW = timedelta(days=28)  # what a page of measures looks back on


@dataclass(frozen=True, slots=True)
class Cited:
    """A section of a version, as a draft, a source or a page names it."""

    article: str
    version: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Conversations by what happened to the article in them.

    `taken`: its words went to the customer, as offered or changed (`edited`). `due`: taken, and the week after is
    over; `held`: those of them without a repeat, a complaint or a verified error. `wrong_taken` is the part of
    `wrong` in which it was taken. Raises ValueError for counts that cannot be.
    """

    shown: int = 0
    taken: int = 0
    edited: int = 0
    dismissed: int = 0
    deflected: int = 0
    wrong: int = 0
    wrong_taken: int = 0
    complaints: int = 0
    reopened: int = 0
    due: int = 0
    held: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.held <= self.due <= self.taken and self.wrong_taken <= self.wrong):
            raise ValueError("held <= due <= taken, and wrong_taken <= wrong")

    @property
    def take_up(self) -> Estimate | None:
        """Share of the conversations in which it was shown that took it."""
        return share(min(self.taken, self.shown), self.shown)

    @property
    def changed(self) -> Estimate | None:
        """Share of those that took it in which its words were changed first."""
        return share(self.edited, self.taken)

    @property
    def declined(self) -> Estimate | None:
        """Share of those in which it was shown that dismissed it."""
        return share(min(self.dismissed, self.shown), self.shown)

    @property
    def error(self) -> Estimate | None:
        """Share of those that took it in which it was verified to be wrong."""
        return share(self.wrong_taken, self.taken)

    @property
    def solved(self) -> Estimate | None:
        """Share without a repeat, complaint or verified error within the week, of those whose week is over."""
        return share(self.held, self.due)

    @property
    def deflection(self) -> Estimate | None:
        """Share of the readers' visits that ended without a question to a person."""
        return share(min(self.deflected, self.shown), self.shown)


def share(hits: int, trials: int, *, least: int = LEAST) -> Estimate | None:
    """A share with Wilson's interval; None where there are fewer than `least` trials: too few to tell.

    >>> share(3, 19) is None, round(share(0, 61).high, 3)
    (True, 0.059)
    """
    return share_interval(hits, trials) if trials >= least else None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old what is in force is, and how long it still stands. Days are whole and past days count down to zero."""

    age_days: int
    expires_in_days: int | None
    renewed_days_ago: int | None


def freshness(*, valid_from: datetime, expires_at: datetime | None, renewed_at: datetime | None, now: datetime) -> Freshness:
    """Age, days to expiry and days since somebody last read it again.

    >>> from datetime import UTC
    >>> freshness(valid_from=datetime(2026, 1, 1, tzinfo=UTC), expires_at=None, renewed_at=None, now=datetime(2026, 1, 31, tzinfo=UTC)).age_days
    30
    """
    return Freshness(
        age_days=max(0, (now - valid_from).days),
        expires_in_days=max(0, (expires_at - now).days) if expires_at else None,
        renewed_days_ago=max(0, (now - renewed_at).days) if renewed_at else None,
    )
