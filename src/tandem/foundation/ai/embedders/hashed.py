"""No model: what stands in, said aloud, where none is installed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from tandem.foundation.ai.embedders.port import DIMENSIONS, Vectors, unit


class Hashed:
    """Word and character n-grams hashed into 384 signed buckets: no meaning, any language."""

    name = "hashed-ngrams:1"
    languages = ("*",)

    def embed(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            words = text.casefold().split()
            grams = words + [f" {word} "[i : i + 3] for word in words for i in range(len(word))]
            for gram in grams:
                number = int.from_bytes(hashlib.blake2b(gram.encode("utf-8", "replace"), digest_size=8).digest())
                out[row, number % DIMENSIONS] += 1.0 if number >> 63 else -1.0
        return unit(out)

    embed_asked = embed
