"""Commonplaces: sentences that many stories hold, whatever they are about, and that therefore ask for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats

ALIKE = 0.7  # cosine from which two sentences say the same; the better of .7 and .85 on the bank's 49 cases
STORIES = 4  # other stories that must hold the like
SAME = 0.9  # cosine from which one of two commonplaces is enough


@dataclass(frozen=True, slots=True)
class Commonplaces:
    """Unit vectors of commonplace sentences, shape (count, dimensions)."""

    vectors: Floats

    def telling(self, parts: Floats) -> Flags:
        """Which of a story's parts, unit vectors of shape (parts, dimensions), are no commonplaces; never none."""
        if not len(self.vectors) or not len(parts):
            return np.ones(len(parts), dtype=bool)
        kept: Flags = (parts @ self.vectors.T).max(axis=1) < ALIKE
        return kept if kept.any() else np.ones(len(parts), dtype=bool)


def commonplaces_of(stories: Sequence[Floats]) -> Commonplaces:
    """What recurs in STORIES other stories or more, each story given as the unit vectors of its parts. No labels."""
    if not stories:
        return Commonplaces(np.zeros((0, 0)))
    recurring: list[Floats] = []
    for n, parts in enumerate(stories):
        others = [other for m, other in enumerate(stories) if m != n and len(other)]
        held = sum(((parts @ other.T).max(axis=1) >= ALIKE).astype(int) for other in others) if others else np.zeros(len(parts))
        recurring.extend(parts[held >= STORIES])
    kept: list[Floats] = []
    for vector in recurring:
        if not kept or float((np.stack(kept) @ vector).max()) < SAME:
            kept.append(vector)
    return Commonplaces(np.stack(kept) if kept else np.zeros((0, stories[0].shape[1])))
