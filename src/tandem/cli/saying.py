"""How commands speak: one clear line on bad input, exit code 2."""

from __future__ import annotations

from typing import NoReturn

import typer


def fail(line: str) -> NoReturn:
    """Say one line on stderr and end with exit code 2."""
    typer.echo(line, err=True)
    raise typer.Exit(2)
