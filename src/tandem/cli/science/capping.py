"""`tandem caps`: how many may claim each interval so that a promised hourly minimum holds under pay by task."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.forecastfiles import BANDS, CONTACTS, handle_times
from tandem.cli.science.grids import NEED_NAMES
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.queuerows import interval_seconds, labels, rows_by_queue
from tandem.cli.science.refusing import check_chart, check_writable, refusing
from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, optional_column, read_table, write_table

if TYPE_CHECKING:
    import polars as pl

    from tandem.core.kit.arrays import Floats

_PATHS = 200  # draws from the bands an interval


def caps(
    forecast: Annotated[Path, typer.Argument(help="CSV or Parquet: timestamp, contacts[, aht_seconds][, queue][, bands][, seats].")],
    pay_per_contact: Annotated[float, typer.Option(help="What one contact pays.")],
    promised: Annotated[float, typer.Option(help="Promised least pay an hour.")],
    aht: Annotated[float | None, typer.Option(help="Mean handle time in seconds, when the file has none.")] = None,
    most_occupancy: Annotated[float, typer.Option(help="Greatest share of an hour that can be worked.")] = 0.9,
    zone: Annotated[str, typer.Option(help="Zone of times without an offset.")] = "UTC",
    out: Annotated[Path | None, typer.Option(help="Write to this .csv or .parquet.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw to this .svg, .png or .html.")] = None,
    json_: Json = False,
) -> None:
    """The most seats in each interval at which pay by task still earns the promised hourly minimum.

    Example: tandem caps week.csv --pay-per-contact 1.40 --promised 15 --aht 240 --out caps.csv
    """
    check_writable(out)
    check_chart(chart)
    table = read_table(forecast)
    time = column_named(table, forecast, TIME_NAMES)
    instants = moments(table, forecast, time, zone=zone)
    paths = _paths(table, forecast)
    handle = handle_times(table, forecast, aht)
    label = labels(table)
    import numpy as np
    import polars as pl

    from tandem.core.orchestration.prices import seat_caps

    most = np.zeros(table.height, dtype=np.int64)
    with refusing():
        for places in rows_by_queue(label).values():
            rows = places[np.argsort(instants[places], kind="stable")]
            step = interval_seconds(instants[rows], rows, forecast, time)
            for row in rows.tolist():
                most[row] = seat_caps(
                    paths[:, row : row + 1], pay_per_contact=pay_per_contact, promised_hourly=promised, handle_seconds=float(handle[row]),
                    interval_seconds=step, most_occupancy=most_occupancy,
                )[0]  # fmt: skip
    times = pl.Series(instants.astype("datetime64[us]")).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    plan = pl.DataFrame({"timestamp": times, "queue": label, "contacts": paths.mean(axis=0), "cap": most})
    need = optional_column(table, *NEED_NAMES)
    if need is not None:
        wanted = numbers(table, forecast, need)
        plan = plan.with_columns(pl.Series("wanted", wanted), pl.Series("seats", np.minimum(wanted, most)))
    if out is not None:
        write_table(plan, out)
    if chart is not None:
        _draw(plan, chart)
    result = _result(plan, out)
    emit(result, as_json=json_, lines=_lines(result))


def _paths(table: pl.DataFrame, path: Path) -> Floats:
    """Contacts of each interval under evenly spread chances, read off the bands; the mean alone where there are none."""
    import numpy as np

    levels = [level for level, name in BANDS.items() if name in table.columns]
    if len(levels) < 2:
        return numbers(table, path, column_named(table, path, CONTACTS))[None, :]
    bands = np.stack([numbers(table, path, BANDS[level]) for level in levels])
    chances = (np.arange(_PATHS) + 0.5) / _PATHS
    return np.stack([np.interp(chances, levels, bands[:, row]) for row in range(table.height)], axis=1)


def _result(plan: pl.DataFrame, out: Path | None) -> dict[str, Any]:
    import polars as pl

    result: dict[str, Any] = {
        "intervals": plan.height,
        "seat_intervals": int(plan["cap"].sum()),
        "intervals_without_seat": plan.filter((pl.col("cap") == 0) & (pl.col("contacts") > 0)).height,
        "intervals_capped": plan.filter(pl.col("wanted") > pl.col("cap")).height if "wanted" in plan.columns else None,
        "file": None if out is None else str(out),
        "caps": [] if out is not None else plan.to_dicts(),
    }
    return result


def _lines(result: dict[str, Any]) -> list[str]:
    rows = [
        ("intervals", f"{result['intervals']:,}"),
        ("seat-intervals within the caps", f"{result['seat_intervals']:,}"),
        ("with contacts, too few for one seat: guarantee the rest or open none", f"{result['intervals_without_seat']:,}"),
    ]
    if result["intervals_capped"] is not None:
        rows.append(("where the cap lies below the seats wanted", f"{result['intervals_capped']:,}"))
    return aligned(rows) + ([f"written to {result['file']}"] if result["file"] else [])


def _draw(plan: pl.DataFrame, path: Path) -> None:
    import polars as pl

    from tandem.cli.science.charts import save_chart, steps_chart

    shown = (
        plan.group_by("timestamp", maintain_order=True)
        .agg(pl.exclude("queue").sum())
        .with_columns(pl.col("timestamp").dt.replace_time_zone(None).alias("time"))
    )
    names = {"cap": "most seats"} | ({"wanted": "seats wanted"} if "wanted" in plan.columns else {})
    save_chart(steps_chart(shown, names, "Caps that keep the promised minimum", "seats"), path)
