"""`tandem price`: the smallest pay that fills a shift at a stated risk."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.output import Json, emit
from tandem.cli.science.refusing import refuse, refusing
from tandem.cli.science.tables import column_named, numbers, optional_column, read_table

if TYPE_CHECKING:
    from tandem.core.kit.arrays import Flags
    from tandem.core.orchestration.prices import Offers


def price(
    need: Annotated[int, typer.Option(help="Experts that the shift needs.")],
    asked: Annotated[int, typer.Option(help="Experts who may be asked.")],
    floor: Annotated[float, typer.Option(help="Least pay an hour: the legal minimum or what was promised, the greater.")],
    cap: Annotated[float, typer.Option(help="Greatest pay an hour.")],
    offers: Annotated[
        Path | None,
        typer.Option(help="Past offers: hourly_pay, lead_hours, start_hour, weekend, length_hours, accepted[, accepted_before]."),
    ] = None,
    lead: Annotated[str, typer.Option(help="From now to the start.")] = "24h",
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
    json_: Json = False,
) -> None:
    """The smallest pay at which enough experts will take a shift and come, and why.

    Example: tandem price --need 8 --asked 40 --floor 14.50 --cap 30 --offers offers.csv --lead 6h --length 2h
    """
    import numpy as np

    from tandem.core.kit.intervals import parse_duration
    from tandem.core.orchestration.prices import AcceptanceModel, Offers, PriceRules, price_shift

    if asked < 1:
        refuse("--asked", "expected at least one expert")
    with refusing():
        rules = PriceRules(floor, cap, step=step, risk=risk)
        model = AcceptanceModel(reference or (floor + cap) / 2)
        if offers is None:
            curve = model.prior()
        else:
            past, accepted = _past_offers(offers)
            curve = model.fit(past, accepted)
        one = np.ones(asked)
        shift = Offers(
            one * model.reference_pay,
            one * parse_duration(lead) / 3600,
            one * start_hour,
            np.full(asked, weekend),
            one * parse_duration(length) / 3600,
            one * accepted_before,
        )
        made = price_shift(need, shift, curve, rules, show_up=show_up, standing=standing, claimed=claimed)
    spread = np.sqrt(np.diag(curve.covariance))
    result: dict[str, Any] = {
        "hourly_pay": made.hourly_pay,
        "fill_chance": made.fill_chance,
        "expected_shows": made.expected_shows,
        "acceptance": made.acceptance,
        "reason": made.reason,
        "offers_seen": curve.seen,
        "pay_elasticity": {
            "mean": float(curve.mean[1]),
            "low": float(curve.mean[1] - 1.96 * spread[1]),
            "high": float(curve.mean[1] + 1.96 * spread[1]),
        },
    }
    notes = [] if curve.seen else ["No past offers were given: the answer rests on prior assumptions alone."]
    emit(result, as_json=json_, lines=[f"pay {made.hourly_pay:.2f} an hour", made.reason, *notes])


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
    made = Offers(pay, column("lead_hours"), column("start_hour"), column("weekend") > 0, column("length_hours"), before)
    return made, accepted > 0
