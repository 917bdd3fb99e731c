"""Contacts over the day as an SVG made here: lines as path data, since no page may carry inline styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.domain.service.conversations.queries.floor import volume
from tandem.web.floor.choosing import Choice

WIDTH, HEIGHT = 860, 268  # of the viewBox; the page scales it
LEFT, RIGHT, TOP, FLOOR = 34, 848, 12, 242
WEEK = timedelta(days=7)
LATE = 0.85  # of the width: a label after the line would not fit any more
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)


@dataclass(frozen=True, slots=True)
class Bin:
    """One stretch of time: contacts that came, of these given up, and how many came a week before."""

    start: datetime
    count: int
    abandoned: int
    before: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A grid line or a label, where it stands (as text: no locale may touch it)."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws, with the sentence that says it and the figures behind it."""

    minutes: int
    bins: tuple[Bin, ...]
    actual: str
    before: str
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    now_x: str
    now_at: str
    is_late: bool  # so far to the end that its label stands before it
    sentence: str


def chart_of(choice: Choice) -> Chart:
    """Contacts for each quarter of an hour of today, or each two hours of the week, with the week before."""
    minutes = 15 if choice.span == "today" else 120
    since = min(choice.since.values())
    local = since.astimezone(choice.zone)
    end = (local + timedelta(days=1 if choice.span == "today" else 7)).astimezone(
        since.tzinfo
    )  # a local day may have 23 or 25 hours
    brands = list(choice.since)
    came = {
        start: (count, gone)
        for start, count, gone in volume(brands, since=since, until=choice.now, minutes=minutes)
    }
    earlier = {
        start + WEEK: count
        for start, count, _gone in volume(brands, since=since - WEEK, until=end - WEEK, minutes=minutes)
    }
    step = timedelta(minutes=minutes)
    starts = [since + step * i for i in range(ceil((end - since) / step))]
    bins = tuple(
        Bin(start, *came.get(start, (0, 0)), before=earlier.get(start, 0), is_over=start + step <= choice.now)
        for start in starts
    )
    return _drawn(choice, bins, minutes=minutes)


def _drawn(choice: Choice, bins: Sequence[Bin], *, minutes: int) -> Chart:
    top = _top(max(max(one.count, one.before) for one in bins))
    over = [one for one in bins if one.is_over]
    elapsed = (choice.now - bins[0].start) / (timedelta(minutes=minutes) * len(bins))
    total, before = sum(one.count for one in bins), sum(one.before for one in over)
    return Chart(
        minutes=minutes,
        bins=tuple(bins),
        actual=_path([one.count for one in over], of=len(bins), top=top),
        before=_path([one.before for one in bins], of=len(bins), top=top)
        if any(one.before for one in bins)
        else "",
        across=_across(choice, bins),
        up=tuple(Mark(f"{_y(top * part / 4, top):.1f}", f"{top * part / 4:g}") for part in range(5)),
        now_x=f"{_x(min(1.0, elapsed)):.1f}",
        now_at=date_format(choice.now.astimezone(choice.zone), "H:i"),
        is_late=elapsed > LATE,
        sentence=_sentence(choice, bins, total=total, before=before),
    )


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share


def _y(count: float, top: int) -> float:
    return FLOOR - (FLOOR - TOP) * count / top


def _top(most: int) -> int:
    """A round number of four steps that is at least `most`."""
    return 4 * next((step for step in STEPS if 4 * step >= most), most)


def _path(counts: Sequence[int], *, of: int, top: int) -> str:
    points = [f"{_x((i + 0.5) / of):.1f} {_y(count, top):.1f}" for i, count in enumerate(counts)]
    return "M" + "L".join(points) if points else ""


def _across(choice: Choice, bins: Sequence[Bin]) -> tuple[Mark, ...]:
    each, form = (16, "H:i") if choice.span == "today" else (12, "D j")  # four hours, one day
    return tuple(
        Mark(f"{_x(i / len(bins)):.1f}", date_format(bins[i].start.astimezone(choice.zone), form))
        for i in range(0, len(bins), each)
    )


def _sentence(choice: Choice, bins: Sequence[Bin], *, total: int, before: int) -> str:
    if not total:
        return _("No contacts yet in this time; %(before)d at the same point a week earlier.") % {
            "before": before
        }
    peak = max(bins, key=lambda one: one.count)
    at = date_format(peak.start.astimezone(choice.zone), "H:i" if choice.span == "today" else "D j M, H:i")
    values = {"total": total, "before": before, "peak": peak.count, "at": at}
    said = _("%(total)d contacts, most (%(peak)d) from %(at)s; %(before)d at the same point a week earlier.")
    return said % values
