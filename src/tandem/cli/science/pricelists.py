"""Shifts of a file to be priced, and the same rows with their pay."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.cli.science.refusing import refuse
from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, optional_column

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Floats
    from tandem.core.orchestration.prices import Offers, Price


@dataclass(frozen=True, slots=True)
class Wanted:
    """A shift to price; `start` is its local time, empty for one described on the command line."""

    start: str
    lead_hours: float
    start_hour: float
    weekend: bool
    hours: float
    need: int
    claimed: int
    standing: float | None

    def asked(self, count: int, pay: float, accepted_before: float) -> Offers:
        """The shift offered to so many experts."""
        import numpy as np

        from tandem.core.orchestration.prices import Offers

        one = np.ones(count)
        return Offers(
            one * pay, one * self.lead_hours, one * self.start_hour, np.full(count, self.weekend), one * self.hours, one * accepted_before
        )  # fmt: skip


def wanted_shifts(table: pl.DataFrame, path: Path, *, zone: str, now: str, lead_hours: float) -> list[Wanted]:
    """The shifts of a file; with `now` their lead times differ. Refuses the first row that cannot be."""
    import numpy as np

    from tandem.core.kit.intervals import local_times, weekdays

    column = column_named(table, path, TIME_NAMES)
    starts = moments(table, path, column, zone=zone)
    minutes = numbers(table, path, column_named(table, path, ("minutes",)))
    seats = numbers(table, path, column_named(table, path, ("seats", "need")))
    claimed = _optional(table, path, "claimed", 0.0)
    standing = _optional(table, path, "hourly_pay", np.nan)
    leads = np.full(starts.size, lead_hours)
    if now:
        leads = (starts - _instant(now, zone)).astype("timedelta64[s]").astype(np.float64) / 3600
    for bad, expected, name in (
        (minutes <= 0, "expected a length above 0", "minutes"),
        (claimed > seats, "expected no more claimed than there are seats", "claimed"),
        (standing <= 0, "expected pay above 0", "hourly_pay"),
        (leads < 0, f"expected a start after {now}", column),
    ):
        if np.any(bad):
            refuse(path, expected, line=int(np.flatnonzero(bad)[0]) + 2, column=name)
    local = local_times(starts, zone)
    hour = (local - local.astype("datetime64[D]")).astype("timedelta64[s]").astype(np.float64) / 3600
    weekend = weekdays(local.astype("datetime64[D]")) >= 5
    return [
        Wanted(str(local[row]), float(leads[row]), float(hour[row]), bool(weekend[row]), float(minutes[row]) / 60, round(float(seats[row])),
               round(float(claimed[row])), None if np.isnan(standing[row]) else float(standing[row]))
        for row in range(starts.size)
    ]  # fmt: skip


def _instant(text: str, zone: str) -> np.datetime64:
    import polars as pl

    return moments(pl.DataFrame({"--now": [text]}), Path("--now"), "--now", zone=zone)[0]


def _optional(table: pl.DataFrame, path: Path, name: str, default: float) -> Floats:
    import numpy as np

    column = optional_column(table, name)
    if column is None:
        return np.full(table.height, default)
    values = numbers(table, path, column, empty=True)
    return np.where(np.isfinite(values), values, default)


def priced_table(table: pl.DataFrame, made: list[Price]) -> pl.DataFrame:
    """The rows of the file with pay, chance of filling, acceptance and reason."""
    import polars as pl

    return table.with_columns(
        pl.Series("hourly_pay", [price.hourly_pay for price in made]),
        pl.Series("fill_chance", [price.fill_chance for price in made]),
        pl.Series("acceptance", [price.acceptance for price in made]),
        pl.Series("reason", [price.reason for price in made]),
    )


def draw_prices(wanted: list[Wanted], made: list[Price], path: Path) -> None:
    """Pay an hour by start, a point a shift, larger with more seats."""
    from tandem.cli.science.charts import prices_chart, save_chart

    rows = [
        {"time": one.start, "pay": price.hourly_pay, "seats": one.need, "minutes": f"{one.hours * 60:g} minutes"}
        for one, price in zip(wanted, made, strict=True)
    ]
    save_chart(prices_chart(rows, "Pay that fills the shifts"), path)
