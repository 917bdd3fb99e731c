"""The evidence for an answer: an article's passages, their sentences, and how they fit the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.knowledge.passages import Passage
from tandem.core.knowledge.sentences import Span

FEATURES = ("score", "coverage", "two_sentences", "score_margin", "sentence_margin")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage and the cosine of its meaning to the question's."""

    passage: Passage
    span: Span
    cosine: float

    @property
    def text(self) -> str:
        """The sentence, to the character."""
        return self.span.of(self.passage.text)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may answer: its passages as found, and their sentences in the order of the article."""

    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]

    def __post_init__(self) -> None:
        if not self.passages or not self.sentences:
            raise ValueError("a candidate has passages and sentences")

    @property
    def lead(self) -> Passage:
        """The passage that was found first."""
        return self.passages[0]

    def best(self, count: int) -> float:
        """Mean cosine of the best `count` sentences."""
        ranked = sorted((sentence.cosine for sentence in self.sentences), reverse=True)[:count]
        return sum(ranked) / len(ranked)


def features(candidates: Sequence[Candidate]) -> Floats:
    """How each candidate fits, shape (candidates, len(FEATURES)); margins are against the best other."""
    rows = [
        (
            one.lead.score,
            one.lead.coverage,
            one.best(2),
            one.lead.score - max((other.lead.score for other in candidates if other is not one), default=0.0),
            one.best(1) - max((other.best(1) for other in candidates if other is not one), default=0.0),
        )
        for one in candidates
    ]
    return np.array(rows, dtype=np.float64).reshape(len(candidates), len(FEATURES))
