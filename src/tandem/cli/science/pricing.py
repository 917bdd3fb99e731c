"""`tandem price`: the smallest pay that fills a shift at a stated risk."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.pricelists import Wanted, draw_prices, priced_table, wanted_shifts
from tandem.cli.science.refusing import check_chart, check_writable, is_given, refuse, refuse_idle, refusing
from tandem.cli.science.tables import column_named, numbers, optional_column, read_table, write_table

if TYPE_CHECKING:
    from tandem.core.kit.arrays import Flags
    from tandem.core.orchestration.prices import AcceptanceCurve, Offers, Price


_OF_ONE = ("length", "start_hour", "weekend", "standing", "claimed")  # a file's shifts say these themselves


def price(
    context: typer.Context,
    asked: Annotated[int, typer.Option(help="Experts who may be asked.")],
    floor: Annotated[float, typer.Option(help="Least pay an hour: the legal minimum or what was promised, the greater.")],
    cap: Annotated[float, typer.Option(help="Greatest pay an hour.")],
    shifts: Annotated[
        Path | None,
        typer.Argument(help="Shifts to price: start, minutes, seats[, queue][, claimed][, hourly_pay as it stands]; `tandem shifts` writes it."),
    ] = None,
    need: Annotated[int | None, typer.Option(help="Experts that one shift needs, when there is no file of shifts.")] = None,
    offers: Annotated[
        Path | None,
        typer.Option(help="Past offers: hourly_pay, lead_hours, start_hour, weekend, length_hours, accepted[, accepted_before]."),
    ] = None,
    now: Annotated[str, typer.Option(help="The time at which the shifts of the file are offered, such as 2026-03-16T08:00; else --lead holds for all.")] = "",
    lead: Annotated[str, typer.Option(help="From the offer to the start.")] = "24h",
    length: Annotated[str, typer.Option(help="Length of the shift.")] = "2h",
    start_hour: Annotated[float, typer.Option(help="Local hour of the start.")] = 12.0,
    weekend: Annotated[bool, typer.Option(help="Whether it falls on a weekend.")] = False,
    accepted_before: Annotated[float, typer.Option(help="Share of past offers that those asked accepted.")] = 0.5,
    show_up: Annotated[float, typer.Option(help="Chance that a claimer comes.")] = 0.95,
    risk: Annotated[float, typer.Option(help="Accepted chance of ending short.")] = 0.1,
    step: Annotated[float, typer.Option(help="Step between pays.")] = 0.25,
    reference: Annotated[float | None, typer.Option(help="An ordinary hourly pay; by default midway from floor to cap.")] = None,
    standing: Annotated[float | None, typer.Option(help="Pay offered now.")] = None,
    claimed: Annotated[int, typer.Option(help="Seats claimed already.")] = 0,
    calm: Annotated[float, typer.Option(help="Relative change below which a standing pay is kept.")] = 0.04,
    most_change: Annotated[float, typer.Option(help="Most relative change of a standing pay at once.")] = 0.25,
    zone: Annotated[str, typer.Option(help="Zone of the shifts' hours and weekends.")] = "UTC",
    out: Annotated[Path | None, typer.Option(help="Write the priced shifts to this .csv or .parquet.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw pay by start to this .svg, .png or .html.")] = None,
    json_: Json = False,
) -> None:
    """The smallest pay at which enough experts will take a shift and come, and why; for one shift or a file of them.

    Example: tandem price --need 8 --asked 40 --floor 14.50 --cap 30 --offers offers.csv --lead 6h --length 2h

    Example: tandem price shifts.csv --asked 40 --floor 14.50 --cap 30 --offers offers.csv --out priced.csv
    """
    check_writable(out)
    check_chart(chart)
    if asked < 1:
        refuse("--asked", "expected at least one expert")
    if (shifts is None) == (need is None):
        refuse("tandem price", "expected a file of shifts or --need, one of the two")
    _check_options(context, file=shifts is not None, now=now)
    from tandem.core.kit.intervals import parse_duration
    from tandem.core.orchestration.prices import AcceptanceModel, PriceRules, price_shift

    with refusing():
        rules = PriceRules(floor, cap, step=step, risk=risk, calm=calm, most_change=most_change)
        model = AcceptanceModel((floor + cap) / 2 if reference is None else reference)
        curve = model.prior() if offers is None else model.fit(*_past_offers(offers))
        lead_hours = parse_duration(lead) / 3600
        if shifts is None:
            wanted = [Wanted("", lead_hours, start_hour, weekend, parse_duration(length) / 3600, need or 0, claimed, standing)]
        else:
            table = read_table(shifts)
            wanted = wanted_shifts(table, shifts, zone=zone, now=now, lead_hours=lead_hours)
        made = [
            price_shift(one.need, one.asked(asked, model.reference_pay, accepted_before), curve, rules, show_up=show_up, standing=one.standing,
                        claimed=one.claimed)
            for one in wanted
        ]  # fmt: skip
    result = {**_result(made, wanted, curve), "file": None if out is None else str(out)}
    if shifts is not None:
        priced = priced_table(table, made)
        if out is not None:
            write_table(priced, out)
        if chart is not None:
            draw_prices(wanted, made, chart)
        result["shifts"] = [] if out is not None else priced.to_dicts()
    notes = [] if curve.seen else ["No past offers were given: the answer rests on prior assumptions alone."]
    emit(result, as_json=json_, lines=[*_lines(made, result, single=shifts is None), *notes])


def _check_options(context: typer.Context, *, file: bool, now: str) -> None:
    """Refuse options that would do nothing for one shift, or for a file of them."""
    if file:
        refuse_idle(context, _OF_ONE, "beside a file of shifts, which says it by shift")
    elif is_given(context, "out") or is_given(context, "chart"):
        refuse("tandem price", "--out and --chart are for a file of shifts")
    else:
        refuse_idle(context, ("now", "zone"), "beside --need: it is for a file of shifts")
    if now:
        refuse_idle(context, ("lead",), "beside --now, which gives every shift its own")


def _result(made: list[Price], wanted: list[Wanted], curve: AcceptanceCurve) -> dict[str, Any]:
    import numpy as np

    spread = np.sqrt(np.diag(curve.covariance))
    elasticity = {"mean": float(curve.mean[1]), "low": float(curve.mean[1] - 1.96 * spread[1]), "high": float(curve.mean[1] + 1.96 * spread[1])}
    shared = {"offers_seen": curve.seen, "pay_elasticity": elasticity}
    if len(made) == 1 and not wanted[0].start:
        one = made[0]
        figures = {"hourly_pay": one.hourly_pay, "fill_chance": one.fill_chance, "expected_shows": one.expected_shows}
        return {**figures, "acceptance": one.acceptance, "reason": one.reason, **shared}
    hours = [one.hours * one.need for one in wanted]
    cost = sum(price.hourly_pay * number for price, number in zip(made, hours, strict=True))
    return {
        "seat_hours": sum(hours),
        "cost": cost,
        "mean_hourly_pay": cost / sum(hours) if sum(hours) else None,
        "least_hourly_pay": min(price.hourly_pay for price in made),
        "most_hourly_pay": max(price.hourly_pay for price in made),
        "least_fill_chance": min(price.fill_chance for price in made),
        **shared,
    }


def _lines(made: list[Price], result: dict[str, Any], *, single: bool) -> list[str]:
    if single:
        return [f"pay {made[0].hourly_pay:.2f} an hour", made[0].reason]
    hardest = min(made, key=lambda price: price.fill_chance)
    rows = [
        ("shifts", f"{len(made):,}"),
        ("seat-hours", f"{result['seat_hours']:,.1f}"),
        ("pay an hour, least to most", f"{result['least_hourly_pay']:.2f} to {result['most_hourly_pay']:.2f}"),
        ("cost when all are filled", f"{result['cost']:,.2f}"),
    ]
    said = [*aligned(rows), f"hardest to fill: {hardest.reason}"]
    return [*said, f"written to {result['file']}"] if result["file"] else said


def _past_offers(path: Path) -> tuple[Offers, Flags]:
    import numpy as np

    from tandem.core.orchestration.prices import Offers

    table = read_table(path)

    def column(name: str) -> Any:
        return numbers(table, path, column_named(table, path, (name,)))

    pay = column("hourly_pay")
    if np.any(pay <= 0):
        refuse(path, "expected pay above 0", line=int(np.flatnonzero(pay <= 0)[0]) + 2, column="hourly_pay")
    accepted = column("accepted")
    odd = np.flatnonzero((accepted != 0) & (accepted != 1))
    if odd.size:
        refuse(path, f"expected 0 or 1, got {accepted[odd[0]]:g}", line=int(odd[0]) + 2, column="accepted")
    history = optional_column(table, "accepted_before")
    before = numbers(table, path, history) if history else np.full(table.height, 0.5)
    lengths = column("length_hours")
    if np.any(lengths <= 0):
        refuse(path, "expected a length above 0", line=int(np.flatnonzero(lengths <= 0)[0]) + 2, column="length_hours")
    made = Offers(pay, column("lead_hours"), column("start_hour"), column("weekend") > 0, lengths, before)
    return made, accepted > 0
