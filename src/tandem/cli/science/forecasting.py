"""`tandem forecast`: from a history of contacts to what is expected, with bands."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.mapping import Workers, mapper_for, shown
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.refusing import check_chart, check_writable, refusing
from tandem.cli.science.tables import write_table

if TYPE_CHECKING:
    import polars as pl

    from tandem.core.orchestration.forecasting import DemandForecast, DemandSeries

_PAST_SHOWN_DAYS = 14
_PATHS = 1000
_MANY, _MANY_ORIGINS = 200, 16  # from so many series on, fewer backtest origins each


def forecast(
    history: Annotated[
        Path,
        typer.Argument(help="CSV or Parquet: timestamp, contacts[, aht_seconds][, queue, channel, language]."),
    ],
    interval: Annotated[str, typer.Option(help="Interval of the forecast; coarser than the file's is a sum.")] = "",
    horizon: Annotated[str, typer.Option(help="How far ahead, such as 1d or 7d.")] = "7d",
    zone: Annotated[str, typer.Option(help="IANA zone in which days and weeks are read.")] = "UTC",
    source_zone: Annotated[str, typer.Option(help="Zone of the file's times, if not the same.")] = "",
    holidays: Annotated[str, typer.Option(help="Country whose public holidays count, such as DE or US.")] = "",
    special_days: Annotated[Path | None, typer.Option(help="CSV: date, name[, kind][, uplift]; wins over holidays.")] = None,
    events: Annotated[Path | None, typer.Option(help="CSV of planned events: start, end, factor, reason.")] = None,
    overrides: Annotated[Path | None, typer.Option(help="CSV of overrides: start, end, contacts, author, reason.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the forecast to this .csv or .parquet.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw it to this .svg, .png or .html (first series).")] = None,
    workers: Workers = "1",
    json_: Json = False,
) -> None:
    """Forecast contacts and handle time per queue and interval, with 50, 80 and 95 % bands.

    Example: tandem forecast history.csv --interval 30min --horizon 7d --zone Europe/Paris --holidays FR
    --out week.csv
    """
    check_writable(out)
    check_chart(chart)
    series = load_series(history, interval=interval, zone=zone, source_zone=source_zone)
    from tandem.cli.science.calendars import calendar_for
    from tandem.core.orchestration.forecasting import DemandForecaster, forecast_many

    ahead = horizon_intervals(horizon, series)
    calendar = calendar_for(series, country=holidays, table=special_days)
    with refusing(), mapper_for(workers, pieces=len(series)) as mapper:
        forecaster = DemandForecaster(ahead, calendar)
        if len(series) >= _MANY:
            forecaster = replace(forecaster, most_origins=_MANY_ORIGINS)
        made = forecast_many(series, forecaster, mapper=shown(mapper, len(series), quiet=json_))
    from tandem.cli.science.layers import laid_over

    table = laid_over(_table(made), made, events=events, overrides=overrides, zone=zone)
    if out is not None:
        write_table(table, out)
    if chart is not None:
        _draw(series[0], made[0], table, chart)
    emit(_result(made, table, out), as_json=json_, lines=_lines(made, out))


def load_series(history: Path, *, interval: str, zone: str, source_zone: str = "") -> list[DemandSeries]:
    """The file's series, every argument checked."""
    from tandem.cli.science.histories import read_history
    from tandem.core.kit.intervals import parse_duration, zone_named

    with refusing():
        step = parse_duration(interval) if interval else None
        zone_named(zone)
        if source_zone:
            zone_named(source_zone)
        return read_history(history, interval=step, zone=zone, source_zone=source_zone or None)


def horizon_intervals(horizon: str, series: list[DemandSeries]) -> int:
    """How many intervals ahead; refuses a horizon shorter than an interval."""
    from tandem.core.kit.intervals import parse_duration

    with refusing():
        seconds = parse_duration(horizon)
        step = series[0].timeline.step_seconds
        if seconds < step:
            raise ValueError(f"an interval of {step // 60} minutes is longer than the horizon of {horizon}")
    return seconds // step


def _table(made: list[DemandForecast]) -> pl.DataFrame:
    import numpy as np
    import polars as pl

    frames = []
    for forecast_ in made:
        levels = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
        bands = forecast_.quantiles(levels)
        names = ("low95", "low80", "low50", "median", "high50", "high80", "high95")
        columns: dict[str, Any] = {
            "timestamp": pl.Series(forecast_.timeline.instants().astype("datetime64[us]")).dt.replace_time_zone("UTC"),
            "queue": [forecast_.name] * forecast_.timeline.length,
            "contacts": forecast_.mean,
        }
        columns.update({name: bands[:, place] for place, name in enumerate(names)})
        if forecast_.handle_seconds is not None:
            columns["aht_seconds"] = forecast_.handle_seconds
        frame = pl.DataFrame(columns)
        frames.append(frame.with_columns(pl.col("timestamp").dt.convert_time_zone(forecast_.timeline.zone)))
    return pl.concat(frames, how="diagonal")


def _result(made: list[DemandForecast], table: pl.DataFrame, out: Path | None) -> dict[str, Any]:
    rows = [] if out is not None else table.to_dicts()
    return {
        "series": [
            {
                "queue": forecast_.name,
                "intervals": forecast_.timeline.length,
                "contacts": float(forecast_.mean.sum()),
                "method": forecast_.choice.method,
                "reason": forecast_.choice.reason,
                "candidates": dict(forecast_.choice.scores),
                "history_days": forecast_.quality.days,
                "unknown_intervals": forecast_.quality.unknown,
                "unusual_days": list(forecast_.quality.outliers),
                "notes": list(forecast_.quality.sentences()),
            }
            for forecast_ in made
        ],
        "file": None if out is None else str(out),
        "forecast": rows,
    }


def _lines(made: list[DemandForecast], out: Path | None) -> list[str]:
    import numpy as np

    lines = []
    for forecast_ in made[:20]:
        lines.append(f"{forecast_.name}: {forecast_.mean.sum():,.0f} contacts in {forecast_.timeline.length} intervals")
        lines.append(f"  method: {forecast_.choice.method} ({forecast_.choice.reason})")
        lines += [f"  note: {sentence}" for sentence in forecast_.quality.sentences()]
    if len(made) > 20:
        lines.append(f"and {len(made) - 20} more series")
    first = made[0]
    by_day = [("day", "expected", "80 % within")]
    local = first.timeline.local().astype("datetime64[D]")
    paths = first.paths(_PATHS, seed=1)  # a day's band is not the sum of its intervals' bands
    for day in sorted(set(local.tolist())):
        rows = local.astype(object) == day
        low, high = np.quantile(paths[:, rows].sum(axis=1), (0.1, 0.9))
        by_day.append((str(day), f"{first.mean[rows].sum():,.0f}", f"{low:,.0f} to {high:,.0f}"))
    lines += aligned(by_day)
    if out is not None:
        lines.append(f"written to {out}")
    return lines


def _draw(series: DemandSeries, forecast_: DemandForecast, table: pl.DataFrame, path: Path) -> None:
    import polars as pl

    from tandem.cli.science.charts import forecast_chart, save_chart

    shown = min(series.timeline.length, _PAST_SHOWN_DAYS * series.timeline.slots_a_day)
    local = series.timeline.local()[-shown:].astype("datetime64[us]")
    past = pl.DataFrame({"time": local, "contacts": series.contacts[-shown:]}).with_columns(pl.col("contacts").fill_nan(None))
    ahead = table.filter(pl.col("queue") == forecast_.name).select(
        pl.col("timestamp").dt.replace_time_zone(None).alias("time"),
        pl.col("contacts").alias("mean"),
        "low80",
        "high80",
        "low95",
        "high95",
    )
    save_chart(forecast_chart(past, ahead, f"{forecast_.name}: expected contacts, 80 and 95 % bands"), path)
