"""Candidates as the ranker weighs them: which words count, which product is meant, in whatever order they come."""

import numpy as np
import pytest

from tandem.core.knowledge.matches import FEATURES
from tandem.core.knowledge.reranking import weighed, wording_of

AXES = np.eye(4)


def wording(title, *sections, at=0, product="", internal=False):
    vectors = np.tile(AXES[at], (len(sections), 1))
    return wording_of(title, sections, vectors=vectors, centre=AXES[at], products=(product,) if product else (), topics=("cards",), internal=internal)


SHELF = [
    wording("Gold card", "All about the gold card.", at=0, product="gold-card"),
    wording("Gold card fees", "The yearly fee of the gold card.", "A fee for cash.", at=1, product="gold-card"),
    wording("Blue card fees", "The yearly fee of the blue card.", at=2, product="blue-card", internal=True),
]
ASKED = "What is the fee of my gold card?"


def column(rows, name):
    return rows[:, FEATURES.index(name)].tolist()


def test_the_product_is_told_by_its_name_and_its_lead_by_a_title_that_says_no_more():
    rows = weighed(ASKED, [ASKED], vectors=AXES[1:2], wordings=SHELF)
    assert rows.shape == (3, len(FEATURES))
    assert [value > 0 for value in column(rows, "named")] == [True, True, False]
    assert (column(rows, "lead"), column(rows, "internal"), column(rows, "family_size")) == ([1, 0, 0], [0, 0, 1], [np.log(2), np.log(2), 0])
    assert np.argmax(column(rows, "words")) == np.argmax(column(rows, "meaning")) == np.argmax(column(rows, "base")) == 1


def test_without_products_and_topics_there_is_one_family_and_nothing_is_named():
    plain = [wording_of("A", ["gold"], vectors=AXES[:1], centre=AXES[0], products=(), topics=(), internal=False)] * 2
    rows = weighed(ASKED, [ASKED], vectors=AXES[:1], wordings=plain)
    assert (column(rows, "named"), column(rows, "lead"), column(rows, "family_size")) == ([0, 0], [0, 0], [np.log(2)] * 2)


def test_the_order_of_candidates_does_not_matter():
    parts, vectors = ["the yearly fee", "gold card"], AXES[[1, 0]]
    rows = weighed(ASKED, parts, vectors=vectors, wordings=SHELF)
    turned = weighed(ASKED, parts, vectors=vectors, wordings=SHELF[::-1])
    assert np.allclose(rows, turned[::-1])


def test_a_wording_without_sections_is_refused():
    with pytest.raises(ValueError, match="has sections"):
        wording("Empty")
