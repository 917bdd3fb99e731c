"""Commands of workforce science on plain files: forecast, staff, offer, roster, price, simulate, evaluate."""

from __future__ import annotations

import typer

from tandem.cli.science import capping, erlang, evaluating, forecasting, pricing, rosters, scenariofiles, shifts, simulating, staffing


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    app.command()(forecasting.forecast)
    app.command()(erlang.erlang)
    app.command()(staffing.staff)
    app.command()(shifts.shifts)
    app.command()(rosters.roster)
    app.command()(pricing.price)
    app.command()(capping.caps)
    app.command()(scenariofiles.scenario)
    app.command()(simulating.simulate)
    evaluating.add_to(app)
