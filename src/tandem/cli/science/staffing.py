"""`tandem staff`: experts needed in each interval of a forecast."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.forecastfiles import Demand, read_demand
from tandem.cli.science.mapping import Workers
from tandem.cli.science.otherqueues import chat_slots, per_queue
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.queuestaffing import Patience, QueueStaffing
from tandem.cli.science.refusing import check_chart, check_writable, is_given, refuse_idle, refusing
from tandem.cli.science.skillgroups import staffed_groups
from tandem.cli.science.tables import write_table
from tandem.cli.science.targets import Definition, MaxAbandon, MaxAsa, MaxOccupancy, PatienceSeconds, Shrinkage, Wait, Waits, targets_of

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Floats


# what is meant for one queue at a time: groups are simulated with all of theirs at once
_OF_SINGLE_QUEUES = ("due", "concurrency", "crowding", "use_idle", "carry_over")


def staff(
    context: typer.Context,
    forecast: Annotated[Path, typer.Argument(help="CSV or Parquet: timestamp, contacts[, aht_seconds][, queue][, bands].")],
    target: Annotated[str, typer.Option(help="Service level such as 80/20.")] = "80/20",
    definition: Definition = "offered",
    aht: Annotated[float | None, typer.Option(help="Mean handle time in seconds, when the file has none.")] = None,
    patience: PatienceSeconds = None,
    max_abandon: MaxAbandon = None,
    max_occupancy: MaxOccupancy = None,
    wait: Wait = "",
    max_asa: MaxAsa = None,
    quantile: Annotated[float | None, typer.Option(help="Staff for this quantile of demand, such as 0.9, from the bands.")] = None,
    shrinkage: Shrinkage = 0.0,
    show_up: Annotated[float, typer.Option(help="Chance that a claimer comes.")] = 1.0,
    confidence: Annotated[float, typer.Option(help="Chance of enough experts, with --show-up.")] = 0.9,
    carry_over: Annotated[bool, typer.Option(help="Carry work in progress into the next interval (modified offered load).")] = True,
    waits: Waits = None,
    concurrency: Annotated[str, typer.Option(help="Conversations at once: 3, or by queue, such as chat=3,web=2.")] = "",
    crowding: Annotated[float, typer.Option(help="How much longer a conversation lasts for each other at once.")] = 0.3,
    due: Annotated[str, typer.Option(help="Deferred queues and when their work is due, such as email=24h,cases=3d.")] = "",
    use_idle: Annotated[float, typer.Option(help="Share of the other queues' idle time that deferred work may use.")] = 0.0,
    groups: Annotated[Path | None, typer.Option(help="CSV: group, queues[, cost]. Staff groups of people with several skills, simulated.")] = None,
    workers: Workers = "1",
    zone: Annotated[str, typer.Option(help="Zone of times without an offset.")] = "UTC",
    out: Annotated[Path | None, typer.Option(help="Write to this .csv or .parquet.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw to this .svg, .png or .html.")] = None,
    json_: Json = False,
) -> None:
    """The fewest experts per interval that meet the targets, and the seats to sell for them.

    Example: tandem staff week.csv --target 80/20 --aht 240 --patience 120 --max-abandon 0.05 --out need.csv
    """
    check_writable(out)
    check_chart(chart)
    _check_options(context, groups=groups is not None, concurrency=concurrency, due=due)
    demand = read_demand(forecast, zone=zone, quantile=quantile, aht=aht)
    with refusing():
        targets = targets_of(target, definition=definition, max_abandon=max_abandon, max_occupancy=max_occupancy, wait=wait, max_asa=max_asa)
        patient = Patience.of(patience, waits)
        if groups is not None:
            step, table = demand.check_same_intervals(), _expected(demand, zone)
            plan = staffed_groups(table, groups, step=step, targets=targets, patience=patient.mean_seconds, workers=workers, quiet=json_)
        else:
            staffing = QueueStaffing(targets, patient, chat_slots(concurrency), crowding, per_queue(due, "--due"), use_idle, carry_over=carry_over)
            plan = _staffed(demand, staffing, zone)
        plan = _with_seats(plan, show_up=show_up, confidence=confidence, shrinkage=shrinkage)
    if out is not None:
        write_table(plan, out)
    if chart is not None:
        _draw(plan, chart)
    result = _result(plan, demand.contacts, demand.instants, out)
    result["patience"] = patient.found
    emit(result, as_json=json_, lines=_lines(result))


def _staffed(demand: Demand, staffing: QueueStaffing, zone: str) -> pl.DataFrame:
    """The forecast with experts and the service that they give, queue by queue."""
    import numpy as np
    import polars as pl

    table = _expected(demand, zone)
    for name, rows, step in demand.rows_of(staffing.in_order(demand.queue)):
        staffing.add(demand, name, rows, step)
    needed, columns = staffing.arrays(len(demand.queue))
    opened = (demand.open | (needed > 0)).astype(np.int64)
    table = table.with_columns(pl.Series(name, column) for name, column in {"open": opened, "experts": needed, **columns}.items())
    return table.with_columns(pl.col("asa_seconds").fill_nan(None))  # deferred work has no wait in seconds


def _expected(demand: Demand, zone: str) -> pl.DataFrame:
    """What is staffed for, by time and queue."""
    import polars as pl

    times = pl.Series(demand.instants.astype("datetime64[us]")).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return pl.DataFrame({"timestamp": times, "queue": demand.queue, "contacts": demand.contacts, "aht_seconds": demand.handle})


def _check_options(context: typer.Context, *, groups: bool, concurrency: str, due: str) -> None:
    """Refuse options that would do nothing beside the others."""
    if groups:
        refuse_idle(context, _OF_SINGLE_QUEUES, "beside --groups: it is for single queues")
    else:
        refuse_idle(context, ("workers",), "without --groups")
    if not concurrency:
        refuse_idle(context, ("crowding",), "without --concurrency")
    if not due:
        refuse_idle(context, ("use_idle",), "without --due")
    if not is_given(context, "show_up"):
        refuse_idle(context, ("confidence",), "without --show-up")


def _with_seats(plan: pl.DataFrame, *, show_up: float, confidence: float, shrinkage: float) -> pl.DataFrame:
    """Beside the experts the seats to sell, since some stay away, and the positions to pay for."""
    import polars as pl

    from tandem.core.orchestration.staffing import seats_to_sell, with_shrinkage

    seats = seats_to_sell(plan["experts"].to_numpy(), show_up=show_up, confidence=confidence)
    paid = with_shrinkage(seats, planned=shrinkage)
    at = plan.columns.index("experts") + 1
    return plan.insert_column(at, pl.Series("seats", seats)).insert_column(at + 1, pl.Series("paid_positions", paid))


def _result(plan: pl.DataFrame, contacts: Floats, instants: np.ndarray[Any, Any], out: Path | None) -> dict[str, Any]:
    rows = [] if out is not None else plan.to_dicts()
    by = "contacts" if "contacts" in plan.columns else "experts"  # groups share the contacts of several queues
    weight = plan[by].to_numpy().astype(float)
    weighted = float(plan["service_level"].to_numpy() @ weight) / max(float(weight.sum()), 1e-12)
    return {
        "intervals": plan.height,
        "contacts": float(contacts.sum()),
        "peak_experts": int(plan["experts"].max()),  # type: ignore[arg-type]
        "expert_intervals": int(plan["experts"].sum()),
        "service_level": weighted,
        "service_level_by": by,
        "from": str(instants.min()),
        "file": None if out is None else str(out),
        "requirement": rows,
    }


def _lines(result: dict[str, Any]) -> list[str]:
    rows = [
        ("intervals", f"{result['intervals']:,}"),
        ("contacts", f"{result['contacts']:,.0f}"),
        ("experts at the peak", f"{result['peak_experts']:,}"),
        ("expert-intervals", f"{result['expert_intervals']:,}"),
        (f"service level, by {result['service_level_by']}", f"{result['service_level']:.2%}"),
    ]
    said = [f"patience from {path}: mean {found['mean_seconds']:.1f} s" for path, found in result["patience"].items()]
    return said + aligned(rows) + ([f"written to {result['file']}"] if result["file"] else [])


def _draw(plan: pl.DataFrame, path: Path) -> None:
    import polars as pl

    from tandem.cli.science.charts import save_chart, steps_chart

    summed = plan.group_by("timestamp", maintain_order=True).agg(pl.col("experts").sum(), pl.col("seats").sum())
    shown = summed.with_columns(pl.col("timestamp").dt.replace_time_zone(None).alias("time"))
    save_chart(
        steps_chart(shown, {"experts": "experts needed", "seats": "seats to sell"}, "Staffing", "experts"),
        path,
    )
