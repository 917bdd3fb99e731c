"""`tandem staff`: experts needed in each interval of a forecast."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.mapping import Workers
from tandem.cli.science.otherqueues import chat_slots, per_queue
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.queuestaffing import Patience, QueueStaffing
from tandem.cli.science.refusing import check_chart, check_writable, refuse, refusing
from tandem.cli.science.skillgroups import staffed_groups
from tandem.cli.science.tables import (
    TIME_NAMES,
    column_named,
    moments,
    numbers,
    optional_column,
    read_table,
    write_table,
)
from tandem.cli.science.targets import targets_of

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Floats

CONTACTS = ("contacts", "mean", "calls")
BANDS = {
    0.025: "low95",
    0.1: "low80",
    0.25: "low50",
    0.5: "median",
    0.75: "high50",
    0.9: "high80",
    0.975: "high95",
}


def staff(
    forecast: Annotated[Path, typer.Argument(help="CSV or Parquet: timestamp, contacts[, aht_seconds][, queue][, bands].")],
    target: Annotated[str, typer.Option(help="Service level such as 80/20.")] = "80/20",
    definition: Annotated[str, typer.Option(help="offered, served or answered-or-left.")] = "offered",
    aht: Annotated[float | None, typer.Option(help="Mean handle time in seconds, when the file has none.")] = None,
    patience: Annotated[float | None, typer.Option(help="Mean patience in seconds; without it Erlang C.")] = None,
    max_abandon: Annotated[float | None, typer.Option(help="Greatest share that gives up.")] = None,
    max_occupancy: Annotated[float | None, typer.Option(help="Greatest occupancy.")] = None,
    wait: Annotated[str, typer.Option(help="Wait percentile such as 90/60.")] = "",
    max_asa: Annotated[float | None, typer.Option(help="Greatest mean wait in seconds.")] = None,
    quantile: Annotated[float | None, typer.Option(help="Staff for this quantile of demand, such as 0.9, from the bands.")] = None,
    shrinkage: Annotated[float, typer.Option(help="Share of paid time away from work.")] = 0.0,
    show_up: Annotated[float, typer.Option(help="Chance that a claimer comes.")] = 1.0,
    confidence: Annotated[float, typer.Option(help="Chance of enough experts, with --show-up.")] = 0.9,
    carry_over: Annotated[bool, typer.Option(help="Carry work in progress into the next interval (modified offered load).")] = True,
    waits: Annotated[Path | None, typer.Option(help="Log of contacts: patience is estimated from its waits (M/M/n+G).")] = None,
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
    table = read_table(forecast)
    time = column_named(table, forecast, TIME_NAMES)
    instants = moments(table, forecast, time, zone=zone)
    contacts = _contacts(table, forecast, quantile)
    handle = handle_times(table, forecast, aht)
    queue = optional_column(table, "queue")
    label = [str(one or "") for one in table[queue].to_list()] if queue else [""] * table.height
    import numpy as np
    import polars as pl

    from tandem.core.orchestration.staffing import seats_to_sell, with_shrinkage

    with refusing():
        targets = targets_of(
            target,
            definition=definition,
            max_abandon=max_abandon,
            max_occupancy=max_occupancy,
            wait=wait,
            max_asa=max_asa,
        )
        patient = Patience.of(patience, waits)
        staffing = QueueStaffing(targets, patient, chat_slots(concurrency), crowding, per_queue(due, "--due"), use_idle, carry_over=carry_over)
        for name in staffing.in_order(label):
            rows = np.array([row for row, one in enumerate(label) if one == name])
            rows = rows[np.argsort(instants[rows])]
            staffing.add(name, rows, instants[rows], contacts[rows], handle[rows], step=interval_seconds(instants[rows], forecast, rows, time))
        needed, columns = staffing.arrays(table.height)
    times = pl.Series(instants.astype("datetime64[us]")).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    plan = pl.DataFrame(
        {
            "timestamp": times,
            "queue": label,
            "contacts": contacts,
            "aht_seconds": handle,
            "open": ((numbers(table, forecast, column_named(table, forecast, CONTACTS)) > 0) | (needed > 0)).astype(np.int64),
            "experts": needed,
            **columns,
        }
    ).with_columns(pl.col("asa_seconds").fill_nan(None))  # deferred work has no wait in seconds
    if groups is not None:
        with refusing():
            step = staffing.step
            plan = staffed_groups(plan, groups, step=step, targets=targets, patience=patient.mean_seconds, workers=workers, quiet=json_)
    with refusing():
        seats = seats_to_sell(plan["experts"].to_numpy(), show_up=show_up, confidence=confidence)
        paid = with_shrinkage(seats, planned=shrinkage)
    at = plan.columns.index("experts") + 1
    plan = plan.insert_column(at, pl.Series("seats", seats)).insert_column(at + 1, pl.Series("paid_positions", paid))
    if out is not None:
        write_table(plan, out)
    if chart is not None:
        _draw(plan, chart)
    result = _result(plan, contacts, instants, out)
    result["patience"] = patient.found
    emit(result, as_json=json_, lines=_lines(result))


def _contacts(table: pl.DataFrame, path: Path, quantile: float | None) -> Floats:
    column = column_named(table, path, CONTACTS)
    if quantile is None:
        return numbers(table, path, column)
    import numpy as np

    levels = [level for level, name in BANDS.items() if name in table.columns]
    if len(levels) < 2 or not min(levels) <= quantile <= max(levels):
        refuse(
            path,
            f"expected bands (low95 ... high95) around the quantile {quantile:g}, from `tandem forecast`",
            line=1,
        )
    bands = np.stack([numbers(table, path, BANDS[level]) for level in levels])
    upper = int(np.searchsorted(levels, quantile))
    if levels[upper] == quantile:
        return np.asarray(bands[upper])
    part = (quantile - levels[upper - 1]) / (levels[upper] - levels[upper - 1])
    return np.asarray(bands[upper - 1] + part * (bands[upper] - bands[upper - 1]))


def handle_times(table: pl.DataFrame, path: Path, aht: float | None) -> Floats:
    import numpy as np

    column = optional_column(table, "aht_seconds", "aht", "handle_seconds")
    if aht is not None:
        if aht <= 0:
            refuse("--aht", "expected seconds above 0")
        return np.full(table.height, aht)
    if column is None:
        refuse(path, "expected a column aht_seconds, or --aht", line=1)
    values = numbers(table, path, column)
    if np.any(values <= 0):
        refuse(
            path,
            "expected a handle time above 0 seconds",
            line=int(np.flatnonzero(values <= 0)[0]) + 2,
            column=column,
        )
    return values


def _series(label: list[Any], instants: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """The rows of each queue, by time."""
    import numpy as np

    found = [np.array([row for row, one in enumerate(label) if one == name]) for name in dict.fromkeys(label)]
    return [rows[np.argsort(instants[rows])] for rows in found]


def _needed(
    series: list[tuple[np.ndarray[Any, Any], float]], contacts: Floats, handle: Floats, targets: Any, *, patience: float | None, carry_over: bool
) -> tuple[np.ndarray[Any, Any], dict[str, Floats]]:
    """Experts in each row, and the service that they give: (rows, seconds of an interval) a queue."""
    import numpy as np

    from tandem.core.orchestration.staffing import effective_rates, experts_for, service_of

    needed = np.zeros(contacts.size, dtype=np.int64)
    columns: dict[str, Floats] = {name: np.zeros(contacts.size) for name in ("service_level", "abandon", "asa_seconds", "occupancy")}
    for rows, step in series:
        rates = contacts[rows] / step
        if carry_over:
            rates = effective_rates(rates, handle[rows], interval_seconds=step)
        needed[rows] = experts_for(rates, handle[rows], targets, patience_seconds=patience)
        got = service_of(rates, handle[rows], needed[rows], patience_seconds=patience, seconds=targets.seconds, definition=targets.definition)
        for column, values in columns.items():
            values[rows] = getattr(got, column)
    return needed, columns


def interval_seconds(instants: np.ndarray[Any, Any], path: Path, rows: np.ndarray[Any, Any], column: str) -> float:
    import numpy as np

    gaps = np.diff(instants).astype("timedelta64[s]").astype(np.int64)
    if gaps.size == 0:
        refuse(path, "expected at least two intervals a queue")
    step = int(np.bincount(np.unique(gaps, return_inverse=True)[1]).argmax())
    usual = int(np.unique(gaps)[step])
    if np.any(gaps == 0):
        refuse(path, "duplicate time", line=int(rows[int(np.argmin(gaps)) + 1]) + 2, column=column)
    odd = np.flatnonzero(gaps % usual)
    if odd.size:
        refuse(
            path,
            f"two intervals in one series: expected {usual // 60} minutes",
            line=int(rows[odd[0] + 1]) + 2,
            column=column,
        )
    return float(usual)


def _result(plan: pl.DataFrame, contacts: Floats, instants: np.ndarray[Any, Any], out: Path | None) -> dict[str, Any]:
    rows = [] if out is not None else [{**row, "timestamp": row["timestamp"].isoformat()} for row in plan.iter_rows(named=True)]
    weight = plan["contacts"].to_numpy() if "contacts" in plan.columns else plan["experts"].to_numpy().astype(float)
    weighted = float(plan["service_level"].to_numpy() @ weight) / max(float(weight.sum()), 1e-12)
    return {
        "intervals": plan.height,
        "contacts": float(contacts.sum()),
        "peak_experts": int(plan["experts"].max()),  # type: ignore[arg-type]
        "expert_intervals": int(plan["experts"].sum()),
        "service_level": weighted,
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
        ("service level, by contacts", f"{result['service_level']:.2%}"),
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
