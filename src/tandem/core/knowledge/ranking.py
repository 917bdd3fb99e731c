"""The learnt ranker: a logistic and a forest over the features of `matches`, fitted on settled questions, kept as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.knowledge.matches import FEATURES

FORM = 2  # of the plain form; a change of FEATURES or of a formula is a new one
DIGITS = 5  # of the plain form's numbers
FLOOR = 0.002  # of the share of the leaves, so that its logit stays finite; an order of size below what an article is needed by chance (.014)
FEWEST = 8  # settled questions below which nothing is fitted: the plain score is the safer


@dataclass(frozen=True, slots=True)
class Settled:
    """A question whose needed articles are known: features of its candidates, shape (N, F), and which were needed."""

    features: Floats
    needed: Flags

    def __post_init__(self) -> None:
        if self.features.ndim != 2 or self.features.shape[1] != len(FEATURES) or len(self.features) != len(self.needed):
            raise ValueError(f"a settled question has {len(FEATURES)} features for each of its candidates")


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree: at a node, left when feature <= threshold; at a leaf (left = -1) the share needed."""

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    share: Floats


def shares(trees: Sequence[Tree], rows: Floats) -> Floats:
    """The leaf's share of each row in each tree, shape (trees, rows): all trees are walked at once, since one by one took 6 ms of a search."""
    starts = np.cumsum([0, *(len(tree.left) for tree in trees[:-1])])
    feature, threshold, share = (np.concatenate([getattr(tree, name) for tree in trees]) for name in ("feature", "threshold", "share"))
    moved = list(zip(trees, starts, strict=True))
    left, right = (np.concatenate([np.where(tree.left < 0, -1, getattr(tree, name) + start) for tree, start in moved]) for name in ("left", "right"))
    at: Ints = np.repeat(starts, len(rows))
    row = np.tile(np.arange(len(rows)), len(trees))
    while len(walking := np.flatnonzero(left[at] >= 0)):
        here = at[walking]
        goes_left = rows[row[walking], feature[here]] <= threshold[here]
        at[walking] = np.where(goes_left, left[here], right[here])
    return np.asarray(share[at].reshape(len(trees), len(rows)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Fitted weights. `scores` orders the candidates it is given and no others."""

    mean: Floats
    scale: Floats
    weights: Floats
    trees: tuple[Tree, ...]
    lean: float

    def scores(self, rows: Floats) -> Floats:
        """z(logit of the forest) + lean x z(logistic), shape (N,), higher first."""
        rows = np.asarray(rows, dtype=np.float64)
        linear = ((rows - self.mean) / self.scale) @ self.weights
        share = shares(self.trees, rows).mean(axis=0) if self.trees else np.full(len(rows), 0.5)
        forest = np.log((share + FLOOR) / (1 - share + FLOOR))
        total: Floats = _z(forest) + self.lean * _z(linear)
        return total

    def plain(self) -> dict[str, Any]:
        """The ranker as lists of numbers, ready for JSON; `ranker_from` reads it back to the same order."""
        return {
            "form": FORM,
            "features": list(FEATURES),
            "lean": self.lean,
            **{name: _rounded(getattr(self, name)) for name in ("mean", "scale", "weights")},
            "trees": [
                {
                    **{name: getattr(tree, name).tolist() for name in ("feature", "left", "right")},
                    **{name: _rounded(getattr(tree, name)) for name in ("threshold", "share")},
                }
                for tree in self.trees
            ],
        }


def ranker_from(plain: Mapping[str, Any]) -> Ranker | None:
    """The ranker of a plain form; None when another version of Tandem wrote it, so that the plain score is used."""
    if plain.get("form") != FORM or plain.get("features") != list(FEATURES):
        return None
    return Ranker(
        mean=_floats(plain["mean"]),
        scale=_floats(plain["scale"]),
        weights=_floats(plain["weights"]),
        trees=tuple(
            Tree(
                feature=_whole(tree["feature"]),
                threshold=_floats(tree["threshold"]),
                left=_whole(tree["left"]),
                right=_whole(tree["right"]),
                share=_floats(tree["share"]),
            )
            for tree in plain["trees"]
        ),
        lean=float(plain["lean"]),
    )


@dataclass(frozen=True, slots=True)
class RankerTrainer:
    """Learns from settled questions: L2 logistic (`strength` is C) and extremely randomised trees.

    Geurts, Ernst and Wehenkel 2006, "Extremely randomized trees", Machine Learning 63. A question weighs one over the
    root of how many articles it needed, so that long ones do not drown the rest. Needed articles weigh no more than
    others: made as heavy as all the rest together, one of them fills a leaf, and the places at the top are left to chance.
    """

    trees: int = 100
    fewest_in_leaf: int = 3
    share_of_features: float = 0.25
    strength: float = 0.003
    lean: float = 0.5
    seed: int = 0

    def fit(self, settled: Sequence[Settled]) -> Ranker | None:
        """The ranker of these questions; None for fewer than FEWEST that needed anything: rank by the plain score."""
        from sklearn.ensemble import ExtraTreesClassifier  # noqa: PLC0415  heavy, and only who fits needs it
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

        asked = [one for one in settled if one.needed.any()]
        if len(asked) < FEWEST:
            return None
        rows = np.vstack([one.features for one in asked])
        needed = np.concatenate([one.needed for one in asked])
        weight = np.concatenate([np.full(len(one.needed), 1 / np.sqrt(one.needed.sum())) for one in asked])
        mean, scale = rows.mean(axis=0), rows.std(axis=0)
        scale = np.where(scale > 1e-12, scale, 1.0)
        logistic = LogisticRegression(C=self.strength, max_iter=2000).fit((rows - mean) / scale, needed, sample_weight=weight)
        forest = ExtraTreesClassifier(
            self.trees,
            min_samples_leaf=self.fewest_in_leaf,
            max_features=self.share_of_features,
            random_state=self.seed,
        ).fit(rows, needed, sample_weight=weight)
        return Ranker(mean, scale, logistic.coef_[0], tuple(_tree(one.tree_) for one in forest.estimators_), self.lean)


def _tree(grown: Any) -> Tree:
    values = grown.value[:, 0, :]
    leaf = grown.children_left < 0
    return Tree(
        feature=np.where(leaf, 0, grown.feature).astype(np.int64),
        threshold=np.where(leaf, 0.0, grown.threshold),
        left=grown.children_left.astype(np.int64),
        right=grown.children_right.astype(np.int64),
        share=values[:, 1] / values.sum(axis=1),
    )


def _floats(numbers: Sequence[float]) -> Floats:
    return np.array(numbers, dtype=np.float64)


def _whole(numbers: Sequence[int]) -> Ints:
    return np.array(numbers, dtype=np.int64)


def _rounded(values: Floats) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


def _z(points: Floats) -> Floats:
    spread = points.std()
    scores: Floats = (points - points.mean()) / (spread if spread > 1e-12 else 1.0)
    return scores
