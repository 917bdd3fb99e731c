"""The figures at the head of the floor: each with its interval, sample size and target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.kit.statistics import Estimate, share_interval
from tandem.domain.service.conversations.queries.floor import SHORT_ABANDON_SECONDS, QueueCounts
from tandem.domain.workforce.experts.queries import OnRoster

FEW = 10  # below this many an interval says nothing that a person could act on
HEALTHY = (70, 85)  # percent of occupancy; above it, people have no breath between two contacts


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: str
    unit: str = ""
    interval: str = ""
    note: str = ""
    tone: str = ""
    percent: float = 0.0


def tiles_of(
    all_: QueueCounts, queues: Sequence[Any], experts: Sequence[OnRoster], *, now: datetime
) -> tuple[Tile, ...]:
    """Service level, average wait, abandons, occupancy, the line, the people."""
    return (
        service_level(all_, queues),
        _wait(all_),
        _abandons(all_),
        _occupancy(experts),
        _line(all_, now),
        _people(experts),
    )


def service_level(counts: QueueCounts, queues: Sequence[Any]) -> Tile:
    """The share answered in time, with Wilson's 95 % interval against the queues' target."""
    within = sorted({queue.answer_within_seconds for queue in queues})
    unit = _("%% in %(seconds)d s") % {"seconds": within[0]} if len(within) == 1 else _("% in time")
    if not counts.decided:
        return Tile(_("Service level"), "–", interval=_("nobody has waited yet"))
    share = share_interval(counts.in_time, counts.decided)
    aims = sorted({queue.service_level for queue in queues})
    note, tone = _verdict(share, target=aims[0])
    values = {
        "low": _pct(share.low),
        "high": _pct(share.high),
        "count": _whole(share.size),
        "target": _span([_pct(aim) for aim in aims]),
    }
    return Tile(
        _("Service level"),
        _pct(share.mean),
        unit=unit,
        interval=_("%(low)s to %(high)s of %(count)s, target %(target)s") % values,
        note=note,
        tone=tone,
        percent=100 * share.mean,
    )


def _verdict(share: Estimate, *, target: float) -> tuple[str, str]:
    if share.size < FEW:
        return _("Too few to tell"), ""
    if share.high < target:
        return _("Below target"), "warn"
    if share.low >= target:
        return _("Above target"), "ok"
    return _("Not clear yet"), ""


def _wait(counts: QueueCounts) -> Tile:
    if counts.mean_wait is None or counts.median_wait is None or counts.long_wait is None:
        return Tile(_("Average wait"), "–", interval=_("nobody was answered yet"))
    values = {"half": duration(counts.median_wait), "most": duration(counts.long_wait)}
    return Tile(
        _("Average wait"),
        duration(counts.mean_wait),
        interval=_("half within %(half)s, nine of ten within %(most)s") % values,
        note=ngettext("%(count)s answered", "%(count)s answered", counts.answered)
        % {"count": _whole(counts.answered)},
    )


def _abandons(counts: QueueCounts) -> Tile:
    label = _("Gave up waiting")
    if not counts.waited:
        return Tile(label, "–", interval=_("nobody has waited yet"))
    share = share_interval(counts.abandoned, counts.waited)
    values = {"low": _pct(share.low, 1), "high": _pct(share.high, 1), "count": _whole(share.size)}
    note = _("within %(seconds)d s does not count") % {"seconds": SHORT_ABANDON_SECONDS}
    return Tile(
        label,
        _pct(share.mean, 1),
        unit="%",
        interval=_("%(low)s to %(high)s of %(count)s") % values,
        note=note,
    )


def _occupancy(experts: Sequence[OnRoster]) -> Tile:
    people = {row.person_id: row for row in experts if row.state in ("online", "wrap_up")}.values()
    room, held = sum(row.capacity for row in people), sum(row.load for row in people)
    healthy = _("healthy %(low)d to %(high)d") % {"low": HEALTHY[0], "high": HEALTHY[1]}
    if not room:
        return Tile(_("Occupancy"), "–", interval=_("nobody is online"))
    percent = 100 * held / room
    high = percent > HEALTHY[1]
    return Tile(
        _("Occupancy"),
        _whole(round(percent)),
        unit="%",
        interval=healthy,
        tone="warn" if high else "",
        note=_("No breath between two contacts") if high else _("of what people online can hold"),
    )


def _line(counts: QueueCounts, now: datetime) -> Tile:
    if counts.oldest is None:
        return Tile(_("Waiting now"), "0", note=_("Nobody waits"), tone="ok")
    longest = duration((now - counts.oldest).total_seconds())
    overdue = ngettext("%(count)d past its target", "%(count)d past their target", counts.late) % {
        "count": counts.late
    }
    return Tile(
        _("Waiting now"),
        _whole(counts.waiting),
        interval=_("longest %(longest)s") % {"longest": longest},
        note=overdue if counts.late else "",
        tone="warn" if counts.late else "",
    )


def _people(experts: Sequence[OnRoster]) -> Tile:
    states = [row.state for row in {row.person_id: row for row in experts}.values()]
    online, away = states.count("online") + states.count("wrap_up"), states.count("away")
    others = _("%(away)d away, %(offline)d offline") % {"away": away, "offline": len(states) - online - away}
    return Tile(
        _("Experts online"), str(online), interval=others, note=_("%(count)d in all") % {"count": len(states)}
    )


def duration(seconds: float) -> str:
    """ "38 s", "1 min 52 s", "1 h 06 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return _("%(seconds)d s") % {"seconds": whole}
    if whole < 3600:
        return _("%(minutes)d min %(seconds)02d s") % {"minutes": whole // 60, "seconds": whole % 60}
    return _("%(hours)d h %(minutes)02d min") % {"hours": whole // 3600, "minutes": whole % 3600 // 60}


def _span(texts: Sequence[str]) -> str:
    return (
        texts[0] if len(texts) == 1 else _("%(least)s to %(most)s") % {"least": texts[0], "most": texts[-1]}
    )


def _pct(share: float, places: int = 0) -> str:
    return number_format(round(100 * share, places), places)


def _whole(number: int) -> str:
    return number_format(number, 0, force_grouping=True)
