"""`tandem evaluate forecast`: the forecaster beside the usual baselines, from rolling origins."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.forecasting import horizon_intervals, load_series
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.peers import mstl_peer
from tandem.cli.science.refusing import refusing

if TYPE_CHECKING:
    from tandem.core.orchestration.forecasting import Evaluation, Score


def add_to(app: typer.Typer) -> None:
    """Add `forecast` to the group `evaluate`, which is made when `app` has none yet."""
    from tandem.cli.evaluate import evaluate as group

    if not any(known.typer_instance is group for known in app.registered_groups):
        app.add_typer(group, name="evaluate")
    group.command("forecast")(evaluate_forecast)


def evaluate_forecast(
    history: Annotated[Path, typer.Argument(help="CSV or Parquet: timestamp, contacts[, queue].")],
    interval: Annotated[str, typer.Option(help="Interval to forecast and score at.")] = "30min",
    horizon: Annotated[str, typer.Option(help="How far ahead, such as 1d or 7d.")] = "7d",
    origins: Annotated[int, typer.Option(min=1, help="Past days from which to forecast.")] = 8,
    zone: Annotated[str, typer.Option(help="IANA zone in which days and weeks are read.")] = "UTC",
    source_zone: Annotated[str, typer.Option(help="Zone of the file's times, if not the same.")] = "",
    holidays: Annotated[str, typer.Option(help="Country whose public holidays count.")] = "",
    special_days: Annotated[Path | None, typer.Option(help="CSV: date, name[, kind][, uplift].")] = None,
    mstl: Annotated[bool, typer.Option("--mstl", help="Put statsforecast's MSTL with AutoETS beside it (slow).")] = False,
    json_: Json = False,
) -> None:
    """Forecast from past days and score what followed: WAPE, MASE, bias, pinball loss, coverage.

    Example: tandem evaluate forecast history.csv --interval 30min --horizon 7d --origins 8
    """
    from tandem.cli.science.calendars import calendar_for
    from tandem.core.orchestration.forecasting import DemandForecaster, evaluate, rolling_origins

    series = load_series(history, interval=interval, zone=zone, source_zone=source_zone)
    ahead = horizon_intervals(horizon, series)
    calendar = calendar_for(series, country=holidays, table=special_days)
    results = {}
    for one in series:
        with refusing():
            days = rolling_origins(one, horizon=ahead, origins=origins)
            peers = {"mstl_autoets": mstl_peer(one.timeline.slots_a_day)} if mstl else {}
            forecaster = DemandForecaster(ahead, calendar)
            results[one.name] = evaluate(one, forecaster, origins=days, stopwatch=time.perf_counter, peers=peers)
    first = next(iter(results.values()))
    result = _result(first) if len(results) == 1 else {"series": {name: _result(one) for name, one in results.items()}}
    emit(result, as_json=json_, lines=[line for name, one in results.items() for line in _lines(name, one)])


def _result(evaluation: Evaluation) -> dict[str, Any]:
    from tandem.core.orchestration.forecasting.evaluation import COVERAGE_DEFINITION

    return {
        "model": asdict(evaluation.model),
        "baselines": {name: asdict(score) for name, score in evaluation.baselines.items()},
        "origins": evaluation.origins,
        "intervals": evaluation.intervals,
        "methods": evaluation.methods,
        "coverage_definition": COVERAGE_DEFINITION,
    }


def _lines(name: str, evaluation: Evaluation) -> list[str]:
    heading = ("", "WAPE", "MASE", "bias", "pinball", "in 80 %", "in 95 %", "seconds")
    rows = [heading, _row("model", evaluation.model)]
    rows += [_row(label.replace("_", " "), score) for label, score in evaluation.baselines.items()]
    chosen = ", ".join(f"{method} ({count})" for method, count in sorted(evaluation.methods.items()))
    return [
        f"{name}: {evaluation.origins} origins, {evaluation.intervals} intervals; chosen: {chosen}",
        *aligned(rows),
    ]


def _row(label: str, score: Score) -> tuple[str, ...]:
    return (
        label,
        f"{score.wape:.1%}",
        f"{score.mase:.3f}",
        f"{score.bias:+.1%}",
        f"{score.pinball:.3f}",
        f"{score.coverage80:.1%}",
        f"{score.coverage95:.1%}",
        f"{score.fit_seconds:.3f}",
    )
