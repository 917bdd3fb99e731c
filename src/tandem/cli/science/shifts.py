"""`tandem shifts`: which shifts to offer, at least cost, with the proof."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.covering import StandingShifts, shapes_in
from tandem.cli.science.grids import Grid, read_grids
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.refusing import check_chart, check_writable, refusing
from tandem.cli.science.ruletexts import breaks_as_text
from tandem.cli.science.tables import write_table

if TYPE_CHECKING:
    import polars as pl

    from tandem.core.orchestration.rosters import Cover, ShiftShape


def shifts(
    requirement: Annotated[
        Path,
        typer.Argument(help="CSV or Parquet: timestamp, seats or experts[, queue]; `tandem staff` writes it."),
    ],
    lengths: Annotated[str, typer.Option(help="Lengths of shifts to offer.")] = "30min,60min,120min,240min",
    hourly: Annotated[float, typer.Option(help="Cost of an expert's hour.")] = 1.0,
    fixed: Annotated[float, typer.Option(help="Cost of each shift whatever its length.")] = 0.125,
    start_every: Annotated[str, typer.Option(help="Starts allowed every so often; by default every interval.")] = "",
    breaks: Annotated[str, typer.Option(help="Breaks due by length of shift, such as 30min@6h,15min@4h:paid; placed against the curve.")] = "",
    locked: Annotated[Path | None, typer.Option(help="Shifts that stand, as --out writes them; the rest is planned around them.")] = None,
    most_seats: Annotated[int | None, typer.Option(help="Most seats of one length at one start.")] = None,
    zone: Annotated[str, typer.Option(help="Zone of times without an offset.")] = "UTC",
    out: Annotated[Path | None, typer.Option(help="Write the shifts to this .csv or .parquet.")] = None,
    worth: Annotated[Path | None, typer.Option(help="Write what one more expert is worth in each interval (duals) to this .csv or .parquet.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw to this .svg, .png or .html (first queue).")] = None,
    json_: Json = False,
) -> None:
    """Cover a requirement with shifts of the given lengths at least cost; no plan can cost less than `bound`.

    Example: tandem shifts need.csv --lengths 30min,60min,120min,240min --hourly 18 --fixed 2 --out offers.csv
    """
    check_writable(out)
    check_writable(worth)
    check_chart(chart)
    _, grids = read_grids(requirement, zone)
    import numpy as np

    from tandem.core.orchestration.rosters import InfeasibleCoverError, plan_cover

    with refusing():
        standing = StandingShifts(locked, zone)
    plans = []
    for name, grid in grids.items():
        with refusing():
            shapes = shapes_in(lengths, start_every, breaks, grid.step, hourly=hourly, fixed=fixed)
            kept = standing.covering(name, grid)
            try:
                plan = plan_cover(grid.need, shapes, allowed=grid.open, locked=kept, most_seats=most_seats)
            except InfeasibleCoverError as error:
                first = grid.start + (int(error.slots[0]) if error.slots.size else 0) * np.timedelta64(grid.step, "s")
                place = "" if not name else f" of {name}"
                raise ValueError(f"{requirement}: {error} (that is {first} UTC{place})") from error
        plans.append((name, grid, shapes, plan))
    standing.check_all_used()
    result = _result(plans, out)
    if out is not None:
        write_table(_offer_table(result["shifts"], zone), out)
        result["shifts"] = []
    if worth is not None:
        write_table(_worth_table(plans, zone), worth)
    if chart is not None:
        _draw(plans[0][1], plans[0][3], chart)
    emit(result, as_json=json_, lines=_lines(result))


def _result(plans: list[tuple[str, Grid, tuple[ShiftShape, ...], Cover]], out: Path | None) -> dict[str, Any]:
    import numpy as np

    offered = []
    for name, grid, shapes, plan in plans:
        for shape, start, seats in zip(plan.shape, plan.start, plan.seats, strict=True):
            minutes = shapes[shape].length * grid.step // 60
            offered.append(
                {
                    "queue": name,
                    "start": f"{grid.start + int(start) * np.timedelta64(grid.step, 's')}Z",
                    "minutes": minutes,
                    "breaks": breaks_as_text(shapes[shape].breaks, grid.step),
                    "seats": int(seats),
                    "cost": float(seats * shapes[shape].cost),
                }
            )
    cost, bound = sum(plan.cost for *_, plan in plans), sum(plan.bound for *_, plan in plans)
    required = sum(float(np.ceil(grid.need - 1e-9).sum()) for _, grid, _, _ in plans)
    paid = sum(plan.covered.sum() for *_, plan in plans)
    return {
        "cost": cost,
        "bound": bound,
        "gap": (cost - bound) / bound if bound else 0.0,
        "paid_over_required": float(paid) / required if required else None,
        "seats": sum(row["seats"] for row in offered),
        "file": None if out is None else str(out),
        "worth_of_one_more": [
            {
                "queue": name,
                "most": float(plan.worth.max(initial=0.0)),
                "slot": f"{grid.start + int(plan.worth.argmax()) * np.timedelta64(grid.step, 's')}Z",
            }
            for name, grid, _, plan in plans
        ],
        "shifts": offered,
    }


def _offer_table(offered: list[dict[str, Any]], zone: str) -> pl.DataFrame:
    """The shifts to offer; their columns also when there is none."""
    import polars as pl

    kinds: dict[str, type[pl.DataType]] = {
        "queue": pl.String, "start": pl.String, "minutes": pl.Int64, "breaks": pl.String, "seats": pl.Int64, "cost": pl.Float64,
    }  # fmt: skip
    start = pl.col("start").str.to_datetime(time_unit="us", time_zone="UTC").dt.convert_time_zone(zone)
    return pl.DataFrame(offered, schema=kinds).with_columns(start)


def _worth_table(plans: list[tuple[str, Grid, tuple[ShiftShape, ...], Cover]], zone: str) -> pl.DataFrame:
    """What the plan's cost would rise by for one more expert in each interval."""
    import numpy as np
    import polars as pl

    frames = [
        pl.DataFrame(
            {
                "timestamp": (grid.start + np.arange(grid.need.size) * np.timedelta64(grid.step, "s")).astype("datetime64[us]"),
                "queue": [name] * grid.need.size,
                "required": grid.need,
                "covered": plan.covered,
                "worth": plan.worth,
            }
        )
        for name, grid, _, plan in plans
    ]
    return pl.concat(frames).with_columns(pl.col("timestamp").dt.replace_time_zone("UTC").dt.convert_time_zone(zone))


def _lines(result: dict[str, Any]) -> list[str]:
    rows = [
        ("cost", f"{result['cost']:,.2f}"),
        ("no plan costs less than", f"{result['bound']:,.2f}"),
        ("gap", f"{result['gap']:.4%}"),
        ("seats", f"{result['seats']:,}"),
        (
            "paid over required",
            "-" if result["paid_over_required"] is None else f"{result['paid_over_required']:.4f}",
        ),
    ]
    lines = aligned(rows)
    if result["file"]:
        lines.append(f"written to {result['file']}")
    else:
        lines += aligned(
            [
                ("start", "minutes", "seats"),
                *[(row["start"], str(row["minutes"]), str(row["seats"])) for row in result["shifts"][:40]],
            ]
        )
        if len(result["shifts"]) > 40:
            lines.append(f"and {len(result['shifts']) - 40} more; --out FILE.csv writes all")
    return lines


def _draw(grid: Grid, plan: Cover, path: Path) -> None:
    import numpy as np
    import polars as pl

    from tandem.cli.science.charts import save_chart, steps_chart

    times = (grid.start + np.arange(grid.need.size) * np.timedelta64(grid.step, "s")).astype("datetime64[us]")
    shown = pl.DataFrame({"time": times, "need": grid.need, "covered": plan.covered})
    save_chart(steps_chart(shown, {"need": "required", "covered": "covered by shifts"}, "Cover", "experts"), path)
