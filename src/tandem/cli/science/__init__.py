"""Commands of workforce science on plain files: forecast, staff, offer, roster, price, simulate, evaluate."""

from __future__ import annotations

import typer

from tandem.cli.science import capping, erlang, evaluating, forecasting, pricing, rosters, scenariofiles, shifts, simulating, staffing
from tandem.cli.science.refusing import FiniteCommand


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    commands = (
        forecasting.forecast,
        erlang.erlang,
        staffing.staff,
        shifts.shifts,
        rosters.roster,
        pricing.price,
        capping.caps,
        scenariofiles.scenario,
        simulating.simulate,
    )
    for command in commands:
        app.command(cls=FiniteCommand)(command)
    evaluating.add_to(app)
