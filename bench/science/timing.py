"""Timing that others' load on the machine disturbs least: processor time of this process, best of a few."""

import time
from collections.abc import Callable


def seconds(work: Callable[[], object], *, best_of: int = 3) -> float:
    """Least processor seconds of `work`, which runs once before to load or compile."""
    work()
    least = float("inf")
    for _ in range(best_of):
        begun = time.process_time()
        work()
        least = min(least, time.process_time() - begun)
    return least


def row(*cells: object) -> None:
    """One row of a Markdown table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)
