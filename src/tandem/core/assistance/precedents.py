"""Precedents: settled questions and what answered them, for how alike a new question is to each article's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats

LIKENESS = ("like_three", "share_of_nearest", "three_margin", "over_unanswered")
NEAREST = 10  # precedents that vote
THREE = 3  # nearest of an article's own, so that one odd wording does not decide
SHARPNESS = 12.0  # per cosine: how much faster the nearer vote counts; set once, not fitted


@dataclass(frozen=True, slots=True)
class Precedents:
    """Settled questions: unit vectors, shape (count, dimensions), and the articles that answered each (none: nobody could)."""

    vectors: Floats
    answered_by: tuple[frozenset[str], ...]

    def __post_init__(self) -> None:
        if len(self.vectors) != len(self.answered_by):
            raise ValueError("each precedent states what answered it, or that nothing did")


def likeness(meaning: Floats, articles: Sequence[str], *, precedents: Precedents) -> Floats:
    """How alike the question (a unit vector) is to those that each article answered, shape (articles, len(LIKENESS)).

    Mean cosine of the three nearest (missing ones count 0); share of the NEAREST by exp(SHARPNESS x cosine); the first
    less the best other article's; the first less that of the three nearest which nobody could answer.
    """
    if not len(precedents.vectors) or not articles:
        return np.zeros((len(articles), len(LIKENESS)))
    return likeness_by(precedents.vectors @ meaning, articles, answered_by=precedents.answered_by)


def likeness_by(cosines: Floats, articles: Sequence[str], *, answered_by: Sequence[frozenset[str]]) -> Floats:
    """The same of precedents whose cosine to the question is known, shape (count,): the database compares them."""
    if not len(cosines) or not articles:
        return np.zeros((len(articles), len(LIKENESS)))
    near = np.argsort(-cosines, kind="stable")[:NEAREST]
    votes = np.exp(SHARPNESS * (cosines[near] - cosines[near[0]]))
    votes /= votes.sum()
    answers = [np.array([article in by for by in answered_by]) for article in articles]
    three = np.array([_three(cosines[mine]) for mine in answers])
    share = np.array([votes[mine[near]].sum() for mine in answers])
    others = np.array([np.delete(three, place).max(initial=0.0) for place in range(len(articles))])
    unanswered = _three(cosines[np.array([not by for by in answered_by])])
    return np.column_stack([three, share, three - others, three - unanswered])


def _three(cosines: Floats) -> float:
    return float(np.sort(cosines)[::-1][:THREE].sum()) / THREE
