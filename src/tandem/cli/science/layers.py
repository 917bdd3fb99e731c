"""Planned events and overrides from files, laid over a forecast and kept apart from its base."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.refusing import refuse, refusing
from tandem.cli.science.tables import column_named, moments, numbers, read_table

if TYPE_CHECKING:
    import polars as pl

    from tandem.core.orchestration.forecasting import DemandForecast


def laid_over(table: pl.DataFrame, made: list[DemandForecast], *, events: Path | None, overrides: Path | None, zone: str) -> pl.DataFrame:
    """The forecast table with columns base, event_factor, override beside the final contacts, if any were
    given.

    Bands move with the event's factor; an override is a person's figure and narrows nothing.
    """
    if events is None and overrides is None:
        return table
    import numpy as np
    import polars as pl

    from tandem.core.orchestration.forecasting import Override, PlannedEvent, layered

    planned = tuple(
        PlannedEvent(row["start"], row["end"], row["factor"], row["reason"]) for row in (_rows(events, zone, "factor", ("reason",)) if events else [])
    )
    figures = tuple(
        Override(row["start"], row["end"], row["contacts"], row["author"], row["reason"])
        for row in (_rows(overrides, zone, "contacts", ("author", "reason")) if overrides else [])
    )
    with refusing():
        layers = [layered(one.mean, one.timeline, events=planned, overrides=figures) for one in made]
    factor = np.concatenate([layer.event_factor for layer in layers])
    bands = [name for name in table.columns if name.startswith(("low", "high", "median"))]
    return table.with_columns(
        pl.Series("base", np.concatenate([layer.base for layer in layers])),
        pl.Series("event_factor", factor),
        pl.Series("override", np.concatenate([layer.override for layer in layers])).fill_nan(None),
        pl.Series("contacts", np.concatenate([layer.final for layer in layers])),
        *[(pl.col(name) * pl.Series(factor)).alias(name) for name in bands],
    )


def _rows(path: Path, zone: str, figure: str, words: tuple[str, ...]) -> list[dict[str, Any]]:
    from datetime import UTC

    table = read_table(path)
    start = moments(table, path, column_named(table, path, ("start",)), zone=zone)
    end = moments(table, path, column_named(table, path, ("end",)), zone=zone)
    values = numbers(table, path, column_named(table, path, (figure,)))
    named = {word: column_named(table, path, (word,)) for word in words}
    rows = []
    for place, row in enumerate(table.iter_rows(named=True)):
        if start[place] >= end[place]:
            refuse(path, "expected an end after the start", line=place + 2, column="end")
        entry: dict[str, Any] = {word: str(row[column] or "").strip() for word, column in named.items()}
        for word, text in entry.items():
            if not text:
                refuse(path, f"expected a {word}", line=place + 2, column=word)
        entry["start"] = datetime.fromtimestamp(int(start[place].astype(int)), tz=UTC)
        entry["end"] = datetime.fromtimestamp(int(end[place].astype(int)), tz=UTC)
        entry[figure] = float(values[place])
        rows.append(entry)
    return rows
