"""Words in memory: what a text is about, word by word, and BM25 over a shelf of articles. The database has its own."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from tandem.core.kit.arrays import Floats

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "ly", "s")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a about after all also am an and any are as at be because been but by can could did do does for from had has have
    he her his how i if in into is it its just me more my no not of on only or our out over so some such than that the
    their them then there these they this to up was we were what when where which who why will with would you your she""",
    )
)
K1, B = 1.2, 0.75  # the usual constants (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework")


def terms(text: str) -> tuple[str, ...]:
    """The words of an English text without the empty ones and without their endings.

    >>> terms("Opening the accounts")
    ('open', 'account')
    """
    return tuple(_stem(word) for word in _WORD.findall(text.lower()) if word not in _EMPTY)


class Bm25:
    """BM25 over documents given as words: sum over a query's words of idf * tf (k1 + 1) / (tf + k1 (1 - b + b L / mean L))."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self.size = len(documents)
        lengths = np.array([len(document) for document in documents], dtype=np.float64)
        scaled = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0)) if self.size else lengths
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, document in enumerate(documents):
            for word, times in Counter(document).items():
                found[word].append((place, times * (K1 + 1) / (times + scaled[place])))
        self._points: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for word, rows in found.items():
            rarity = np.log(1 + (self.size - len(rows) + 0.5) / (len(rows) + 0.5))
            self._points[word] = (np.array([at for at, _ in rows]), rarity * np.array([weight for _, weight in rows]))

    def scores(self, words: Iterable[str]) -> Floats:
        """Points of every document for a query's words, each counted once, shape (documents,)."""
        total: Floats = np.zeros(self.size)
        for word in sorted(set(words)):
            if word in self._points:
                places, points = self._points[word]
                total[places] += points
        return total


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # a stem of fewer letters says nothing
            return word[: -len(ending)]
    return word
