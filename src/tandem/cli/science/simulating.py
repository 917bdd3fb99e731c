"""`tandem simulate`: what would happen, with intervals; and calibration from a per-contact log."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from tandem.cli.science.mapping import Workers, mapper_for, shown
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.refusing import check_chart, refuse, refusing

if TYPE_CHECKING:
    from tandem.cli.science.scenarios import Scenario
    from tandem.core.orchestration.twin.replications import Report

_SHOWN = {
    "service_level": ("service level", "{:.2%}"),
    "asa_seconds": ("mean wait, answered (s)", "{:.2f}"),
    "abandon": ("gives up", "{:.2%}"),
    "occupancy": ("occupancy", "{:.2%}"),
    "p_wait": ("waits", "{:.2%}"),
    "resolved": ("resolved", "{:.2%}"),
    "cost": ("cost", "{:,.2f}"),
    "hourly_pay": ("pay an hour at work", "{:.2f}"),
    "paid_serving_share": ("paid time serving", "{:.2%}"),
}


def simulate(
    scenario: Annotated[Path | None, typer.Argument(help="TOML: queues, pools, routing.")] = None,
    fit: Annotated[
        Path | None,
        typer.Option(help="Calibrate from this log: arrived, waited_seconds, abandoned, handle_seconds, server."),
    ] = None,
    interval: Annotated[str, typer.Option(help="Interval of the calibration.")] = "30min",
    zone: Annotated[str, typer.Option(help="IANA zone in which days and weeks of the log are read.")] = "UTC",
    save: Annotated[Path | None, typer.Option(help="Write the calibrated scenario to this .toml.")] = None,
    replications: Annotated[int | None, typer.Option(min=2, help="Independent runs.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed; two scenarios under one seed meet the same customers.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw to this .svg, .png or .html.")] = None,
    workers: Workers = "1",
    json_: Json = False,
) -> None:
    """Simulate a service and report each figure with its 95 % interval.

    Example: tandem simulate scenario.toml --replications 40

    Example: tandem simulate --fit calls.csv --save scenario.toml
    """
    check_chart(chart)
    if (scenario is None) == (fit is None):
        refuse("tandem simulate", "expected a scenario or --fit LOG, one of the two")
    from tandem.cli.science.scenarios import read_scenario

    calibration: dict[str, Any] = {}
    if fit is not None:
        from tandem.cli.science.calibrating import calibrated

        plan, calibration = calibrated(fit, interval=interval, zone=zone, save=save)
    else:
        plan = read_scenario(cast("Path", scenario))
    with refusing():
        report, rate = _run(
            plan,
            replications or plan.replications,
            plan.seed if seed is None else seed,
            workers=workers,
            quiet=json_,
        )
    result: dict[str, Any] = {name: asdict(getattr(report, name)) for name in (*_SHOWN, "contacts")}
    result["arrivals_per_second"] = rate
    result["service_level_definition"] = "served within t / offered"
    result["calibration"] = calibration
    if chart is not None:
        _draw(report, chart)
    emit(result, as_json=json_, lines=_lines(report, rate, calibration))


def _run(plan: Scenario, replications: int, seed: int, *, workers: str, quiet: bool) -> tuple[Report, float]:
    """Replications, and simulated arrivals a second of the clock, compilation left out."""
    from tandem.core.orchestration.twin.replications import RunQueue, RunWorld, replicate

    whole = plan.cycles == int(plan.cycles)
    run: RunQueue | RunWorld
    if plan.queue is not None and whole:
        run = RunQueue(plan.queue, int(plan.cycles), plan.warm_cycles)
    else:
        run = RunWorld(plan.world, plan.cycles, plan.warm_cycles, plan.terms)
    run(seed)  # the first call loads or compiles the machine code
    begun = time.perf_counter()
    with mapper_for(workers, pieces=replications) as mapper:
        report = replicate(run, replications=replications, seed=seed, mapper=shown(mapper, replications, quiet=quiet))
    took = time.perf_counter() - begun
    return report, report.contacts.mean * replications / took


def _lines(report: Report, rate: float, calibration: dict[str, Any]) -> list[str]:
    rows = [("", "mean", "95 % interval")]
    for name, (label, shape) in _SHOWN.items():
        figure = getattr(report, name)
        if name in {"cost", "hourly_pay"} and figure.mean == 0:
            continue
        rows.append((label, shape.format(figure.mean), f"{shape.format(figure.low)} to {shape.format(figure.high)}"))
    said = [f"calibrated {name}: {value}" for name, value in calibration.items()]
    return [
        *said,
        *aligned(rows),
        f"{report.contacts.size} runs of {report.contacts.mean:,.0f} contacts, {rate:,.0f} arrivals a second",
    ]


def _draw(report: Report, path: Path) -> None:
    from tandem.cli.science.charts import estimates_chart, save_chart

    rows = [
        {
            "figure": _SHOWN[name][0],
            "mean": getattr(report, name).mean,
            "low": getattr(report, name).low,
            "high": getattr(report, name).high,
        }
        for name in ("service_level", "abandon", "occupancy", "p_wait")
    ]
    save_chart(estimates_chart(rows, "Simulated service, 95 % intervals"), path)
