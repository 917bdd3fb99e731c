"""Rows of a file by queue: their labels, their interval, and whether queues lie on the same intervals."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.refusing import refuse
from tandem.cli.science.tables import optional_column

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Ints


def labels(table: pl.DataFrame) -> list[str]:
    """The queue of each row; empty where the file names none."""
    column = optional_column(table, "queue")
    return ["" if one is None else str(one) for one in table[column].to_list()] if column else [""] * table.height


def rows_by_queue(label: Sequence[str]) -> dict[str, Ints]:
    """The rows of each queue, both in the order of the file."""
    import numpy as np

    places: dict[str, list[int]] = {}
    for row, name in enumerate(label):
        places.setdefault(name, []).append(row)
    return {name: np.array(rows, dtype=np.int64) for name, rows in places.items()}


def interval_seconds(instants: np.ndarray[Any, Any], rows: np.ndarray[Any, Any], path: Path, column: str) -> int:
    """The usual gap between instants in order of time, `rows` in that order too. Refuses gaps that do not fit it."""
    import numpy as np

    gaps = np.diff(instants.astype("datetime64[s]").astype(np.int64))
    if gaps.size == 0:
        refuse(path, "expected at least two intervals a queue")
    if np.any(gaps == 0):
        refuse(path, "duplicate time", line=int(rows[int(np.argmin(gaps)) + 1]) + 2, column=column)
    sizes, counts = np.unique(gaps, return_counts=True)
    step = int(sizes[np.argmax(counts)])
    odd = np.flatnonzero(gaps % step)
    if odd.size:
        expected = f"two intervals in one series: expected {step // 60} minutes"
        refuse(path, expected, line=int(rows[odd[0] + 1]) + 2, column=column)
    return step


def check_same_intervals(spans: dict[str, tuple[np.datetime64, int]], path: Path, column: str) -> int:
    """The seconds of the intervals on which every queue lies, by its first instant and its own interval."""
    import numpy as np

    first, step = next(iter(spans.values()))
    for name, (start, own) in spans.items():
        apart = int((start - first).astype("timedelta64[s]").astype(np.int64))
        if own != step or apart % step:
            refuse(path, f"expected every queue on the same intervals of {step // 60} minutes, {name!r} is not", column=column)
    return step
