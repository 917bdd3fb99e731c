"""How results are said: a table for people, JSON for programs; NaN becomes null, a time its ISO text."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def emit(result: dict[str, Any], *, as_json: bool, lines: Iterable[str]) -> None:
    """Print the result once, in the form asked for."""
    if as_json:
        typer.echo(json.dumps(_clean(result), indent=2, default=str))
        return
    for line in lines:
        typer.echo(line)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned columns: the first to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | time):  # a datetime is a date too
        return value.isoformat()
    if hasattr(value, "item"):
        return _clean(value.item())
    return value
