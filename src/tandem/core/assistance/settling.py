"""Settled questions: what people really did with an answer, taken together; and whether a ranker learnt from it is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tandem.core.kit.statistics import Estimate
from tandem.core.knowledge.ranking import Ranker, RankerTrainer, Settled
from tandem.core.knowledge.retrieval_scores import bootstrap

Kind = Literal["right", "wrong", "unanswered"]
HELD_SHARE = 0.25  # of the questions, the newest: what was learnt must hold for what comes after
FEWEST_HELD = 20  # questions: of fewer, the bootstrap's interval says nothing
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Verdict:
    """One act on a question: these articles were right, were wrong, or nothing approved answered it."""

    question: int
    kind: Kind
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A settled question with its candidates in the plain order, best first; `case` groups questions of one matter."""

    case: str
    settled: Settled


@dataclass(frozen=True, slots=True)
class Trial:
    """What a training came to. `plain` and `ranked` are mean reciprocal ranks of the held-out questions, `gain` their
    paired difference with its 95 % interval; all None where there was too little to learn or to try on."""

    ranker: Ranker | None = field(repr=False)
    learnt_from: int
    tried_on: int
    plain: Estimate | None = None
    ranked: Estimate | None = None
    gain: Estimate | None = None

    @property
    def is_better(self) -> bool:
        """Whether the whole interval of the gain lies above nothing."""
        return self.gain is not None and self.gain.low > 0


def settled_by(verdicts: Sequence[Verdict]) -> dict[int, frozenset[str]]:
    """Question -> the articles that answered it (none: nobody could), in the order of the verdicts.

    What was called wrong is not right, whoever used it; a question with nothing but wrong articles is not settled.

    >>> settled_by([Verdict(1, "right", frozenset("ab")), Verdict(1, "wrong", frozenset("b")), Verdict(2, "wrong", frozenset("a"))])
    {1: frozenset({'a'})}
    """
    right: dict[int, frozenset[str]] = {}
    for one in verdicts:
        if one.kind != "wrong":
            right[one.question] = right.get(one.question, frozenset()) | (one.articles if one.kind == "right" else frozenset())
    wrong: dict[int, frozenset[str]] = {}
    for one in verdicts:
        if one.kind == "wrong":
            wrong[one.question] = wrong.get(one.question, frozenset()) | one.articles
    left = {question: articles - wrong.get(question, frozenset()) for question, articles in right.items()}
    return {question: articles for question, articles in left.items() if articles or not right[question]}


def tried(questions: Sequence[Learnt], *, trainer: RankerTrainer) -> Trial:
    """Learn from the older questions, try on the newest, none of whose cases was learnt from; `questions` oldest first."""
    held = questions[len(questions) - int(len(questions) * HELD_SHARE) :]
    cases = {one.case for one in held}
    known = [one for one in questions[: len(questions) - len(held)] if one.case not in cases]
    ranker = trainer.fit([one.settled for one in known]) if len(held) >= FEWEST_HELD else None
    if ranker is None:
        return Trial(None, len(known), len(held))
    plain = np.array([_reciprocal(one.settled.needed) for one in held])
    ranked = np.array([_reciprocal(one.settled.needed[np.argsort(-ranker.scores(one.settled.features), kind="stable")]) for one in held])
    plain_mean, ranked_mean, gain = (bootstrap(list(values), seed=SEED) for values in (plain, ranked, ranked - plain))
    return Trial(ranker, len(known), len(held), plain_mean, ranked_mean, gain)


def _reciprocal(needed: np.ndarray) -> float:
    """One over the place of the first needed candidate; 0 where the search did not find any."""
    places = np.flatnonzero(needed)
    return 1 / (int(places[0]) + 1) if len(places) else 0.0
