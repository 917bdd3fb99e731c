"""Bad input: one clear line with file, line, column and what was expected, and exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from tandem.cli.saying import fail


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


def check_chart(path: Path | None) -> None:
    """Refuse a chart path early."""
    if path is None:
        return
    if path.suffix.lower() not in {".svg", ".png", ".html"}:
        refuse(path, "expected a chart ending in .svg, .png or .html")
    if not path.parent.is_dir():
        refuse(path, f"the folder {path.parent} does not exist")
