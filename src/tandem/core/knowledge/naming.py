"""How plainly a text names a product: what tells near-duplicates apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.knowledge.lexical import terms

WHOLE, EACH_WORD, DISTINCT, ONE_WORD = 2.0, 0.2, 1.5, 1.0
COMMON = frozenset(terms("account card general plan product"))  # words that many products share


def named(text: str, products: Sequence[str]) -> Floats:
    """How plainly `text` names each product, shape (products,); 0 when it does not.

    The whole name counts WHOLE and EACH_WORD of its words more, so that a longer name outweighs one inside it; without
    its common words DISTINCT, or ONE_WORD when a single word is left.

    >>> named("I have the Gold Plus Account", ["gold plus account", "gold account", "blue card"]).tolist()
    [2.6, 1.0, 0.0]
    """
    said = f" {' '.join(terms(text))} "
    return np.array([_one(said, terms(product)) for product in products], dtype=np.float64)


def _one(said: str, name: Sequence[str]) -> float:
    if name and f" {' '.join(name)} " in said:
        return WHOLE + EACH_WORD * len(name)
    own = [word for word in name if word not in COMMON]
    if own and f" {' '.join(own)} " in said:
        return DISTINCT if len(own) > 1 else ONE_WORD
    return 0.0
