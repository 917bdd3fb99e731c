"""The calendar of a run: a country's holidays and the house's own special days."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.cli.science.refusing import refuse, refusing
from tandem.cli.science.tables import column_named, numbers, optional_column, read_table

if TYPE_CHECKING:
    from tandem.core.kit.calendars import Calendar, SpecialDay
    from tandem.core.orchestration.forecasting import DemandSeries


def calendar_for(series: list[DemandSeries], *, country: str, table: Path | None) -> Calendar:
    """Holidays of a country over the series' years and the next; the special-day table wins over them."""
    from tandem.core.kit.calendars import Calendar, holidays_of

    calendar = Calendar()
    if country:
        local = [one.timeline.local() for one in series]
        first = min(times[0] for times in local).astype("datetime64[Y]").astype(int) + 1970
        last = max(times[-1] for times in local).astype("datetime64[Y]").astype(int) + 1970
        with refusing():
            calendar = holidays_of(country, range(int(first) - 1, int(last) + 3))
    return calendar if table is None else calendar.with_days(_special_days(table))


def _special_days(path: Path) -> list[SpecialDay]:
    import numpy as np

    from tandem.core.kit.calendars import SpecialDay

    rows = read_table(path)
    day_column = column_named(rows, path, ("date", "day"))
    name_column = column_named(rows, path, ("name", "label"))
    kind_column, uplift_column = optional_column(rows, "kind"), optional_column(rows, "uplift", "factor")
    uplift = numbers(rows, path, uplift_column, empty=True) if uplift_column else np.full(rows.height, np.nan)
    days = []
    for place, row in enumerate(rows.iter_rows(named=True)):
        try:
            day = date.fromisoformat(str(row[day_column]).strip())
        except ValueError:
            refuse(
                path,
                f"expected a date such as 2026-12-24, got {row[day_column]!r}",
                line=place + 2,
                column=day_column,
            )
        name = str(row[name_column] or "special day")
        kind = str(row[kind_column]) if kind_column and row[kind_column] else name.lower()
        stated = float(uplift[place])
        days.append(SpecialDay(day, name, kind, None if np.isnan(stated) else stated))
    return days
