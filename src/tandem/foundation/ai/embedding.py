"""The embedder of this process: MiniLM unless TANDEM_EMBEDDER names another; hashed n-grams, said aloud, where it is missing."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from pathlib import Path

from tandem.foundation.ai.embedders.e5 import MISSING, MultilingualE5, model_file
from tandem.foundation.ai.embedders.e5 import NAME as MULTILINGUAL
from tandem.foundation.ai.embedders.hashed import Hashed
from tandem.foundation.ai.embedders.onnx import MINILM, check_folder, check_minilm, from_folder, minilm, minilm_files
from tandem.foundation.ai.embedders.port import DIMENSIONS, Embedder, EmbedderUnavailable, Vectors, unit

__all__ = [
    "DIMENSIONS", "MINILM", "MULTILINGUAL", "Embedder", "EmbedderUnavailable", "Hashed", "Vectors", "check_embedder", "embed_one", "embed_said",
    "embedder", "unit",
]  # fmt: skip

log = logging.getLogger(__name__)

SETTING = "TANDEM_EMBEDDER"


@lru_cache(maxsize=1)
def embedder() -> Embedder:
    """The embedder of this process. Raises EmbedderUnavailable when the one that was chosen cannot be had."""
    check_embedder()
    chosen = _chosen()
    if chosen == "multilingual":
        return MultilingualE5()
    if chosen == "hashed":
        return Hashed()
    if "/" in chosen:
        return from_folder(Path(chosen))
    if not chosen and minilm_files() is None:
        log.warning("The embedding model is not installed: search falls back to hashed n-grams and will find less.")
        return Hashed()
    return minilm()


def check_embedder() -> None:
    """Look whether the chosen embedder is there, without loading it. Raises EmbedderUnavailable, with a line that says what to do."""
    chosen = _chosen()
    if "/" in chosen:
        check_folder(Path(chosen))
    elif chosen not in ("", "minilm", "multilingual", "hashed"):
        raise EmbedderUnavailable(f"{SETTING} must be minilm, multilingual, hashed or the path of a folder with a model; it is {chosen!r}.")
    elif chosen == "multilingual" and model_file() is None:
        raise EmbedderUnavailable(MISSING)
    elif chosen == "minilm" or (not chosen and minilm_files() is not None):
        check_minilm()


def embed_one(text: str) -> tuple[float, ...]:
    """The vector of something asked; the last few thousand are remembered."""
    return _asked(text, embedder().name)


def embed_said(text: str) -> tuple[float, ...]:
    """The vector of something said, such as a sentence of an article; the last few thousand are remembered."""
    return _said(text, embedder().name)


@lru_cache(maxsize=4096)
def _asked(text: str, _model: str) -> tuple[float, ...]:
    return tuple(float(x) for x in embedder().embed_asked([text])[0])


@lru_cache(maxsize=4096)
def _said(text: str, _model: str) -> tuple[float, ...]:
    return tuple(float(x) for x in embedder().embed([text])[0])


def _chosen() -> str:
    return os.environ.get(SETTING, "").strip()
