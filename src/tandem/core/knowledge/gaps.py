"""Gaps: questions without a good article, brought together by meaning and named by the words that tell them from the others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.knowledge.lexical import terms

APART = 0.42  # cosine distance between two groups (on average) above which they are two matters
NEAR = 0.6  # cosine to a gap's centre from which a later question belongs to it
LEAST = 3  # questions that make a gap: one or two are somebody's own affair
UNUSED = 0.5  # of a question: an expert was shown articles and used none, which may be the expert's own choice
MOST_WORDS = 4
COVERED_LEAST, COVERED_SHARE = 5, 0.8  # so many later questions, and this share of them answered, close a gap
SHORT = 14  # words up to which a message may be a farewell alone
_FAREWELL = re.compile(
    r"\b(?:thanks?|thank you|cheers|bye|lovely|brilliant|great|perfect|wonderful|excellent|super|sorted|appreciate\w*"
    r"|good to know|handy|that helps|will do|ok(?:ay)?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")


def asks(text: str) -> bool:
    """Whether a message wants an answer; a short one that thanks or says farewell, without a question, does not. Knows English farewells alone.

    >>> asks("Brilliant, much easier than I feared"), asks("Great, but when does it come?"), asks("My parcel is lost")
    (False, True, True)
    """
    return "?" in text or len(text.split()) > SHORT or not _FAREWELL.search(text)


def gathered(meanings: Floats, *, weights: Floats | None = None) -> Ints:
    """The group of each question, shape (n,), largest group 0; -1 where what belongs together weighs less than LEAST.

    Agglomerative clustering with average linkage on cosine distance, cut at APART: no seed, no number of groups to
    choose, and the same result whatever else ran. `meanings` are unit vectors, shape (n, dimensions); memory grows with n squared.
    `weights`, shape (n,), are 1 unless given.

    >>> gathered(np.array([[1.0, 0.0], [0.99, 0.14], [0.98, 0.2], [0.0, 1.0]])).tolist()
    [0, 0, 0, -1]
    """
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415  heavy, and only who gathers needs it

    if len(meanings) < LEAST:
        return np.full(len(meanings), -1)
    raw = AgglomerativeClustering(n_clusters=None, metric="cosine", linkage="average", distance_threshold=APART).fit_predict(meanings)
    weighed = np.bincount(raw, weights=weights)
    sizes = dict(enumerate(weighed.tolist()))
    first = {label: int(np.flatnonzero(raw == label)[0]) for label in sizes}
    ordered = sorted((label for label, size in sizes.items() if size >= LEAST), key=lambda label: (-sizes[label], first[label]))
    place = {label: number for number, label in enumerate(ordered)}
    return np.array([place.get(label, -1) for label in raw.tolist()])


def centre(meanings: Floats) -> Floats:
    """The middle of some unit vectors, of norm one."""
    middle: Floats = np.asarray(meanings, dtype=np.float64).mean(axis=0)
    return np.asarray(middle / max(float(np.linalg.norm(middle)), 1e-12))


def belonging(meanings: Floats, centres: Floats) -> Ints:
    """Which centre each question belongs to, shape (n,); -1 where none is as near as NEAR."""
    if not len(centres) or not len(meanings):
        return np.full(len(meanings), -1)
    cosines = meanings @ centres.T
    best = cosines.argmax(axis=1)
    return np.where(cosines[np.arange(len(best)), best] >= NEAR, best, -1)


def named(groups: Sequence[Sequence[str]], *, most: int = MOST_WORDS) -> tuple[tuple[str, ...], ...]:
    """The words that name each group of questions: class TF-IDF, tf * ln(1 + mean words a group / uses in all groups).

    Only words that two questions of the group share: what one person alone wrote is theirs (Grootendorst 2022, "BERTopic", eq. 2).

    >>> named([["Is my bike allowed?", "A bike on board"], ["Refund please", "I want a refund"]])
    (('bike',), ('refund',))
    """
    counted = [Counter(stem for text in group for stem in terms(text)) for group in groups]
    everywhere: Counter[str] = sum(counted, Counter())
    mean = sum(everywhere.values()) / max(1, len(groups))
    return tuple(_words(group, own, everywhere, mean, most) for group, own in zip(groups, counted, strict=True))


def _words(group: Sequence[str], own: Counter[str], everywhere: Counter[str], mean: float, most: int) -> tuple[str, ...]:
    shared = Counter(stem for text in group for stem in set(terms(text)))
    scored = {stem: times * math.log(1 + mean / everywhere[stem]) for stem, times in own.items() if shared[stem] >= 2}
    best = sorted(scored, key=lambda stem: (-scored[stem], stem))[:most]
    written = Counter(word for text in group for word in _WORD.findall(text.lower()))
    return tuple(word for stem in best if (word := _spelled(stem, written)))


def _spelled(stem: str, written: Counter[str]) -> str:
    """The stem as people wrote it most."""
    found = [word for word in written if terms(word) == (stem,)]
    return min(found, key=lambda word: (-written[word], word)) if found else ""


def is_covered(*, answered: int, asked: int) -> bool:
    """Whether later questions of a gap are answered well enough to close it.

    >>> is_covered(answered=4, asked=5), is_covered(answered=4, asked=4)
    (True, False)
    """
    return asked >= COVERED_LEAST and answered >= COVERED_SHARE * asked
