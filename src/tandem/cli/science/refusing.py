"""Bad input: one clear line with file, line, column and what was expected, and exit code 2."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand

from tandem.cli.saying import fail


class FiniteCommand(TyperCommand):
    """A command whose figures are finite: nan passes every comparison, so it is refused before any is made."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        for name, value in ctx.params.items():
            if isinstance(value, float) and not math.isfinite(value):
                refuse(_written(name), f"expected a finite number, got {value}")
        return super().invoke(ctx)


def refuse_idle(context: typer.Context, names: Iterable[str], why: str) -> None:
    """Refuse options given that would do nothing; `why` is the rest of the line, such as `beside --groups`."""
    for name in names:
        if is_given(context, name):
            refuse(_written(name), f"does nothing {why}")


def is_given(context: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line, be it with the value that it has anyway."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _written(name: str) -> str:
    """A parameter as it is written on the command line."""
    return "--" + name.rstrip("_").replace("_", "-")


def refuse(path: Path | str, expected: str, *, line: int | None = None, column: str | None = None) -> NoReturn:
    """Say what is wrong and where, and end with exit code 2."""
    where = str(path)
    if line is not None:
        where += f", line {line}"
    if column is not None:
        where += f", column {column}"
    fail(f"{where}: {expected}")


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a core's ValueError, whose message is for people, into one line and exit code 2."""
    try:
        yield
    except ValueError as error:
        fail(" ".join(str(error).split()))


def check_writable(path: Path | None) -> None:
    """Refuse an output path early, before long work."""
    if path is None:
        return
    if path.suffix.lower() not in {".csv", ".parquet"}:
        refuse(path, "expected an output ending in .csv or .parquet")
    if not path.parent.is_dir():
        refuse(path, f"the folder {path.parent} does not exist")


def check_scenario(path: Path | None) -> None:
    """Refuse the path of a scenario early."""
    if path is not None and (path.suffix != ".toml" or not path.parent.is_dir()):
        refuse(path, "expected a path ending in .toml in a folder that exists")


def check_chart(path: Path | None) -> None:
    """Refuse a chart path early."""
    if path is None:
        return
    if path.suffix.lower() not in {".svg", ".png", ".html"}:
        refuse(path, "expected a chart ending in .svg, .png or .html")
    if not path.parent.is_dir():
        refuse(path, f"the folder {path.parent} does not exist")
