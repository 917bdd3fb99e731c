"""Where many independent pieces of work run: here, on all cores, or on a Ray cluster. The same code in each
case.
"""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from tandem.cli.saying import fail

Workers = Annotated[str, typer.Option("--workers", help="1, a number of processes, or ray (needs the extra `ray`).")]
Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
_LONG = 30  # pieces of work from which progress is shown
_CHUNKS_EACH = 4  # pieces of work a process takes at a time are a fraction of its share


@contextmanager
def mapper_for(workers: str, *, pieces: int) -> Iterator[Mapper]:
    """A `map` for the workers asked for; pools are closed on leaving."""
    if workers == "ray":
        yield _ray_mapper()
        return
    if not workers.isdigit() or int(workers) < 1:
        fail(f"--workers: expected a number of processes from 1, or ray, got {workers!r}")
    count = min(int(workers), pieces)
    if count <= 1:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(library, "1")  # processes are the parallelism; threads within would fight over cores
    with ProcessPoolExecutor(count, mp_context=get_context("forkserver")) as pool:
        chunk = max(1, pieces // (count * _CHUNKS_EACH))

        def spread(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterable[Any]:
            return pool.map(function, items, chunksize=chunk)

        yield spread


def _ray_mapper() -> Mapper:
    try:
        import ray
    except ImportError:
        fail("--workers ray: Ray is not installed; install the extra `ray`, or give a number of processes")
    if not ray.is_initialized():
        ray.init(log_to_driver=False, include_dashboard=False)
    run = ray.remote(lambda function, items: [function(item) for item in items])

    def spread(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterable[Any]:
        shared, pieces = ray.put(function), list(items)
        size = max(1, int(len(pieces) // (ray.cluster_resources().get("CPU", 1) * _CHUNKS_EACH)))
        due = [run.remote(shared, pieces[first : first + size]) for first in range(0, len(pieces), size)]
        for chunk in due:
            yield from ray.get(chunk)

    return spread


def shown(mapper: Mapper, pieces: int, *, quiet: bool) -> Mapper:
    """A mapper that shows its progress on standard error when the work is long and a person looks on."""
    if quiet or pieces < _LONG or not sys.stderr.isatty():
        return mapper

    def watched(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterable[Any]:
        with typer.progressbar(mapper(function, items), length=pieces, file=sys.stderr) as bar:
            yield from bar

    return watched
