"""Questions are gathered by meaning, the same however they come, and named by words that several people used."""

import numpy as np
import pytest

from tandem.core.kit.masking import masked
from tandem.core.knowledge.gaps import UNUSED, belonging, centre, gathered, named


def cloud(direction, n, rng):
    rows = np.eye(8)[direction] + 0.15 * rng.standard_normal((n, 8))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.proves("R17")
def test_matters_are_told_apart_whatever_their_order():
    rng = np.random.default_rng(7)
    meanings = np.vstack([cloud(0, 6, rng), cloud(1, 4, rng), cloud(2, 2, rng)])
    labels = gathered(meanings)
    assert labels.tolist() == [0] * 6 + [1] * 4 + [-1] * 2
    order = rng.permutation(len(meanings))
    assert gathered(meanings[order]).tolist() == labels[order].tolist()


def test_fewer_than_three_make_no_gap():
    assert gathered(np.array([[1.0, 0.0], [1.0, 0.0]])).tolist() == [-1, -1]
    assert gathered(np.zeros((0, 2))).tolist() == []


def test_later_questions_join_the_nearest_gap_or_none():
    centres = np.eye(3)[:2]
    assert belonging(np.array([[0.9, 0.1, 0.4], [0.1, 0.8, 0.5], [0.1, 0.2, 0.97]]), centres).tolist() == [0, 1, -1]
    assert np.linalg.norm(centre(np.array([[1.0, 0.0], [0.0, 1.0]]))) == pytest.approx(1.0)


def test_names_are_words_that_two_people_used():
    groups = [["My scooter battery is flat, says Zebedee", "Can the scooter battery be charged?"], ["A refund for the train", "Train refund"]]
    assert named(groups) == (("battery", "scooter"), ("refund", "train"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Call +44 7700 900123 or a.b@c.example", "Call [phone] or [e-mail]"),
        ("Card 4111 1111 1111 1111, IBAN GB29 NWBK 6016 1331 9268 19", "Card [card], IBAN [account]"),
        ("Hello Priya, order HH-48213 to SW1A 1AA", "Hello [name], order [number] to [postcode]"),
        ("It takes 28 days and costs £5.50 at 11:00.", "It takes 28 days and costs £5.50 at 11:00."),
        ("Ask RAMAN about it", "Ask [name] about it"),
    ],
)
def test_details_with_a_shape_are_masked(text, wanted):
    assert masked(text, names=["Priya Raman"]) == wanted


def test_weak_signs_make_a_gap_only_together():
    alike = np.array([[1.0, 0.0]] * 5)
    assert gathered(alike, weights=np.full(5, UNUSED)).tolist() == [-1] * 5
    assert gathered(alike, weights=np.array([1.0, *[UNUSED] * 4])).tolist() == [0] * 5
