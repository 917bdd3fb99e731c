"""Files written whole or not at all, and scenarios as TOML."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tandem.cli.science.refusing import refuse


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file beside `path` to write to; it takes its place once complete, and leaves nothing behind if it fails."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
    except OSError as error:
        refuse(path, f"cannot be written: {error.strerror}")
    partial = Path(name)
    try:
        yield partial
        partial.chmod(0o644)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        refuse(path, f"cannot be written: {error.strerror}")
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def write_text(text: str, path: Path) -> None:
    """Write a text: complete, or not at all."""
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Days:
    """Figures of several days, written a line a day with its name as a comment."""

    figures: Sequence[float]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Comment:
    """A sentence in place of a figure: why it is not there."""

    words: str


Value: TypeAlias = str | float | int | Sequence[str] | Sequence[float] | Days | Comment | None
Table: TypeAlias = Mapping[str, Value]


def scenario_toml(top: Table, *, queues: Iterable[Table], pools: Iterable[Table]) -> str:
    """A scenario for `tandem simulate`; keys without a value are left out, names are escaped."""
    parts = [_table(top), *("[[queue]]\n" + _table(one) for one in queues), *("[[pool]]\n" + _table(one) for one in pools)]
    return "\n".join(parts)


def _table(table: Table) -> str:
    lines = []
    for key, value in table.items():
        if isinstance(value, Comment):
            lines.append(f"# {key} {value.words}\n")
        elif value is not None:
            lines.append(f"{key} = {_written(value)}\n")
    return "".join(lines)


def _written(value: str | float | Sequence[str] | Sequence[float] | Days) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # the one character that TOML escapes and JSON does not
    if isinstance(value, Days):
        length = len(value.figures) // len(value.names)
        days = [value.figures[first : first + length] for first in range(0, len(value.figures), length)]
        lines = [f"  {', '.join(map(_written, day))},  # {name}\n" for day, name in zip(days, value.names, strict=True)]
        return f"[\n{''.join(lines)}]"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return f"[{', '.join(map(_written, value))}]"
