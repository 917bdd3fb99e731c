"""Opening hours of a queue, in the queue's zone, across daylight saving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.core.kit.refusals import Invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = "24:00"


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `start` until `end` on one local day; `end` may be 24:00 (None)."""

    start: time
    end: time | None

    def holds(self, at: time) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans for each weekday (Monday first), closed dates, and the zone they are meant in."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != len(DAYS):
            raise Invalid("Opening hours need all seven days.", field="hours")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Invalid("%(zone)s is no time zone. Use a name such as Europe/London.", named={"zone": repr(self.zone)}, field="zone") from error

    def is_open(self, at: datetime) -> bool:
        """Whether the queue is open at the instant `at` (aware)."""
        local = at.astimezone(ZoneInfo(self.zone))
        return local.date() not in self.closed and any(span.holds(local.time()) for span in self.week[local.weekday()])

    def next_opening(self, at: datetime) -> datetime | None:
        """The first instant at or after `at` when the queue is open, within 15 days; None when it never is."""
        if self.is_open(at):
            return at
        zone = ZoneInfo(self.zone)
        today = at.astimezone(zone).date()
        for offset in range(16):
            day = today + timedelta(days=offset)
            if day in self.closed:
                continue
            for span in self.week[day.weekday()]:
                start = datetime.combine(day, span.start, tzinfo=zone)
                if start.timestamp() > at.timestamp():  # as instants: two datetimes of one zone compare by wall clock
                    return start.astimezone(at.tzinfo)
        return None


def parse_hours(raw: dict[str, list[list[str]]], *, zone: str, closed: list[str]) -> Hours:
    """Hours from {"mon": [["08:00", "20:00"]], …}; a missing day is closed. Raises Invalid naming what to mend."""
    unknown = set(raw) - set(DAYS)
    if unknown:
        raise Invalid("Unknown day %(unknown)s. Days are %(choices)s.", named={"unknown": repr(min(unknown)), "choices": ", ".join(DAYS)}, field="hours")
    week = tuple(tuple(_span(day, pair) for pair in sorted(raw.get(day, []))) for day in DAYS)
    for day, spans in zip(DAYS, week, strict=True):
        for first, second in pairwise(spans):
            if first.end is None or second.start < first.end:
                raise Invalid("Two opening spans of %(day)s overlap.", named={"day": day}, field="hours")
    try:
        dates = frozenset(date.fromisoformat(text) for text in closed)
    except ValueError as error:
        raise Invalid("Closed days must be dates such as 2026-12-25.", field="closed") from error
    return Hours(zone=zone, week=week, closed=dates)


def _span(day: str, pair: list[str]) -> Span:
    try:
        first, last = pair
        start, end = time.fromisoformat(first), None if last == MIDNIGHT else time.fromisoformat(last)
    except (ValueError, TypeError) as error:
        raise Invalid("Hours of %(day)s must be pairs such as 08:00 to 20:00.", named={"day": day}, field="hours") from error
    if end is not None and end <= start:
        raise Invalid("On %(day)s, closing at %(last)s is not after opening at %(first)s.", named={"day": day, "last": last, "first": first}, field="hours")
    return Span(start, end)
