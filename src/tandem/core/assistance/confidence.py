"""How sure we are that an article holds the answer: a calibrated logistic over five features, nine with precedents.

P(the article answers) = 1 / (1 + exp(-(bias + weights . features))).

Origin of the weights: L2-regularised logistic regression (C = 0.1) over the six best candidates of each of
1,076 customer questions, written for two fictional brands before and apart from their 150 articles, labelled
by topic. The labels that they were fitted with missed the topics of thirteen articles; fitted again with all of them
(1,010 answerable questions) nothing that was measured changes beyond the noise, so they stand. `bench/drafts.py` fits
on one brand and tries on the other; its figures stand in docs/benchmarks.md.

With precedents (settled questions of the brand): the same questions, each likened to the brand's others in four fifths
(random folds, so every topic has precedents). With fewer precedents than ENOUGH_PRECEDENTS, pass none: the first five
features alone are used.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tandem.core.assistance.evidence import Candidate, features
from tandem.core.kit.arrays import Floats

FITTED_ON = "all-MiniLM-L6-v2-int8"  # cosines of another embedder mean something else
WEIGHTS: Floats = np.array([0.502, 0.492, 1.571, 0.275, 4.436])  # in the order of FEATURES
BIAS = -3.643
WEIGHTS_LIKE: Floats = np.array([0.491, 0.455, 0.457, 0.328, 1.023, 1.676, 0.689, 1.791, 1.784])  # FEATURES, then LIKENESS
BIAS_LIKE = -3.493
ENOUGH_PRECEDENTS = 130  # three tenths of what was fitted on: with as few, AUROC over candidates was still .83 (.81 without)


def is_fitted_on(embedder: str) -> bool:
    """Whether the weights hold for what this embedder (by its full name) says is alike."""
    return embedder.partition(":")[0] == FITTED_ON


def confidences(candidates: Sequence[Candidate], *, like: Floats | None = None) -> Floats:
    """P(answers) of each candidate, shape (candidates,); `like` from `precedents.likeness`, None without precedents."""
    if not candidates:
        return np.zeros(0)
    rows, weights, bias = features(candidates), WEIGHTS, BIAS
    if like is not None:
        rows, weights, bias = np.hstack([rows, like]), WEIGHTS_LIKE, BIAS_LIKE
    scores: Floats = 1.0 / (1.0 + np.exp(-(rows @ weights + bias)))
    return scores
