"""Intervals and calendars: days that have 23 or 25 hours, and days that are special."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from tandem.core.kit.calendars import Calendar, SpecialDay, holidays_of
from tandem.core.kit.intervals import DayGrid, Timeline, parse_duration, weekdays


def test_durations_are_read_in_minutes_hours_and_days():
    assert [parse_duration(text) for text in ("30min", "1.5h", "7d", "90", "2w")] == [
        1800,
        5400,
        604800,
        90,
        1209600,
    ]


@pytest.mark.parametrize("text", ["", "half an hour", "0min", "0.3s", "-5min"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="expected a duration"):
        parse_duration(text)


def test_the_day_the_clock_goes_back_holds_one_hour_twice_and_averages_it():
    timeline = Timeline(datetime(2026, 10, 24, 22, tzinfo=UTC), 3600, 25, "Europe/Paris")
    grid = DayGrid.of(timeline)
    table = grid.matrix(np.arange(25.0))
    assert grid.dates.astype(str).tolist() == ["2026-10-25"]
    assert table[0, :4].tolist() == [0.0, 1.0, 2.5, 4.0]
    assert grid.vector(table)[2:4].tolist() == [2.5, 2.5]


def test_the_day_the_clock_goes_forward_misses_an_hour():
    timeline = Timeline(datetime(2026, 3, 28, 23, tzinfo=UTC), 3600, 23, "Europe/Paris")
    table = DayGrid.of(timeline).matrix(np.ones(23))
    assert np.flatnonzero(np.isnan(table[0])).tolist() == [2]


def test_weekdays_count_from_monday():
    assert weekdays(np.array(["2026-11-21", "2026-11-23"], dtype="datetime64[D]")).tolist() == [5, 0]


@pytest.mark.proves("R1")
def test_the_houses_own_days_win_over_public_holidays():
    calendar = holidays_of("DE", [2026]).with_days([SpecialDay(date(2026, 12, 25), "sale", "sale", 1.4)])
    dates = np.array(["2026-12-24", "2026-12-25", "2026-12-28"], dtype="datetime64[D]")
    kinds = ["ordinary", *calendar.kinds()]
    assert [kinds[code] for code in calendar.codes_for(dates)] == ["eve", "sale", "ordinary"]
    assert calendar.stated_uplift(date(2026, 12, 25)) == 1.4


def test_an_unknown_country_and_a_naive_start_are_refused():
    with pytest.raises(ValueError, match="country code"):
        holidays_of("XX", [2026])
    with pytest.raises(ValueError, match="aware"):
        Timeline(datetime(2026, 1, 1), 1800, 4)  # noqa: DTZ001  the refusal is the point
    assert Calendar().kinds() == ()
