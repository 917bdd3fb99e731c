"""Precedents: a question like those that an article answered makes that article surer, and says when nobody could."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.assistance.confidence import BIAS_LIKE, WEIGHTS_LIKE, confidences
from tandem.core.assistance.drafting import Draft, drafted
from tandem.core.assistance.evidence import FEATURES, features
from tandem.core.assistance.precedents import LIKENESS, Precedents, likeness
from tests.core.assistance.test_drafting import WEAK, candidate

AXES = np.eye(4)
SETTLED = Precedents(AXES[[0, 0, 1, 2]], (frozenset({"art_1"}), frozenset({"art_1"}), frozenset({"art_9"}), frozenset()))


def test_likeness_is_what_it_says():
    table = likeness(AXES[0], ["art_1", "art_9"], precedents=SETTLED)
    vote = 1 / (2 + 2 * np.exp(-12))
    assert table.shape == (2, len(LIKENESS))
    assert table[0] == pytest.approx([2 / 3, 2 * vote, 2 / 3, 2 / 3])
    assert table[1] == pytest.approx([0, np.exp(-12) * vote, -2 / 3, 0])


def test_what_nobody_could_answer_speaks_against_all():
    assert likeness(AXES[2], ["art_1", "art_9"], precedents=SETTLED)[:, 3].tolist() == pytest.approx([-1 / 3, -1 / 3])


def test_without_precedents_there_is_no_likeness():
    assert likeness(AXES[0], ["a"], precedents=Precedents(np.zeros((0, 4)), ())).tolist() == [[0, 0, 0, 0]]
    assert likeness(AXES[0], [], precedents=SETTLED).shape == (0, 4)
    with pytest.raises(ValueError, match="what answered it"):
        Precedents(AXES, ())


@pytest.mark.proves("R22", "R30")
def test_precedents_turn_an_abstention_into_a_draft():
    both = [candidate("Refunds take 5 days.", [0.4], score=2.0, coverage=0.5), WEAK]
    assert not isinstance(drafted(both), Draft)
    draft = drafted(both, like=likeness(AXES[0], ["art_1", "art_9"], precedents=SETTLED), greet=False)
    assert draft.text == "Refunds take 5 days."
    assert not isinstance(drafted(both, like=likeness(AXES[1], ["art_1", "art_9"], precedents=SETTLED)), Draft)


def test_confidence_with_precedents_is_the_stated_logistic():
    both = [candidate("Refunds take 5 days.", [0.5]), WEAK]
    like = likeness(AXES[0], ["art_1", "art_9"], precedents=SETTLED)
    assert len(WEIGHTS_LIKE) == len(FEATURES) + len(LIKENESS)
    expected = 1 / (1 + np.exp(-(np.hstack([features(both), like]) @ WEIGHTS_LIKE + BIAS_LIKE)))
    assert confidences(both, like=like) == pytest.approx(expected)


@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4), st.integers(1, 5))
def test_shares_never_pass_one(direction, count):
    norm = float(np.linalg.norm(direction)) or 1.0
    table = likeness(np.array(direction) / norm, ["art_1", "art_9"][:count], precedents=SETTLED)
    assert (table[:, 1] >= 0).all()
    assert table[:, 1].sum() <= 1 + 1e-9
