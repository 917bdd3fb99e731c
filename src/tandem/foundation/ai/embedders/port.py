"""What an embedder is, and the arithmetic that all of them share."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384
MANY = 32  # texts from which threads are worth their start: an import, not a question
MOST_THREADS = 4

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors; `name` identifies the model that made them, so that no others are compared with them."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> tuple[str, ...]: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """What is said (sections, sentences): rows of norm one, shape (len(texts), DIMENSIONS)."""
        ...

    def embed_asked(self, texts: Sequence[str]) -> Vectors:
        """What is asked, to be compared with what is said or with other questions; shaped as `embed`."""
        ...


class EmbedderUnavailable(Exception):  # noqa: N818  the outside is not there; nobody erred
    """The embedder that was chosen cannot be had; the message is one line for who runs the machine."""


def unit(rows: NDArray[Any]) -> Vectors:
    """Each row scaled to norm one; a zero row stays zero."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.maximum(norms, 1e-12)).astype(np.float32)


def each(texts: Sequence[str], *, by: Callable[[str], Vectors]) -> Vectors:
    """The rows that `by` makes of each text, shape (len(texts), DIMENSIONS); in threads where there are many."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    if len(texts) < MANY:
        return np.vstack([by(text) for text in texts])
    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as pool:  # models let go of the interpreter while they compute
        return np.vstack(list(pool.map(by, texts)))


def digest(files: Iterable[Path]) -> str:
    """The sha256 of these files' bytes, one after the other."""
    found = hashlib.sha256()
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()


def packaged(package: str, inside: str) -> Path | None:
    """A file inside an installed package, found without importing the package."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / inside
        if path.exists():
            return path
    return None
