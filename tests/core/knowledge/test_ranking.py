"""The ranker: learns from settled questions, is kept as plain numbers, and never reaches beyond its candidates."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.knowledge.commonplaces import Commonplaces, commonplaces_of
from tandem.core.knowledge.lexical import Bm25, terms
from tandem.core.knowledge.matches import FEATURES, Matches, Shelf, features, plain_scores
from tandem.core.knowledge.naming import named
from tandem.core.knowledge.ranking import FEWEST, RankerTrainer, Settled, ranker_from


def shelf(count, *, seed=0):
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(count, 8))
    return Shelf(
        family=np.arange(count) // 4,
        kind=np.arange(count) // 8,
        lead=np.arange(count) % 4 == 0,
        internal=np.arange(count) % 5 == 0,
        length=np.full(count, 900),
        sections=np.full(count, 3),
        centres=centres / np.linalg.norm(centres, axis=1, keepdims=True),
    )


def matches(count, *, parts=3, seed=0):
    chance = np.random.default_rng(seed)
    return Matches(*(chance.random((parts, count)) for _ in range(5)), title_share=chance.random(count), named=np.zeros(count))


def settled(count=24, *, seed=0):
    """A question whose needed articles are the leads that its words meet best."""
    found = matches(count, seed=seed)
    rows = features(found, shelf(count))
    score = rows[:, FEATURES.index("words")] + 3 * rows[:, FEATURES.index("lead")]
    return Settled(rows, score >= np.sort(score)[-3])


LEARNT = RankerTrainer(trees=10, seed=4).fit([settled(seed=seed) for seed in range(30)])


@pytest.mark.proves("R13")
def test_it_learns_what_settled_questions_needed():
    hits = 0
    for seed in range(100, 120):
        asked = settled(seed=seed)
        hits += int(asked.needed[np.argsort(-LEARNT.scores(asked.features))[:3]].sum())
    plain = sum(int(settled(seed=seed).needed[np.argsort(-plain_scores(matches(24, seed=seed)))[:3]].sum()) for seed in range(100, 120))
    assert (hits, plain) == (50, 14)


def test_the_same_seed_learns_the_same():
    again = RankerTrainer(trees=10, seed=4).fit([settled(seed=seed) for seed in range(30)])
    assert again.plain() == LEARNT.plain()


def test_it_is_kept_as_plain_numbers():
    kept = json.loads(json.dumps(LEARNT.plain()))
    read = ranker_from(kept)
    asked = settled(seed=200).features
    assert np.argsort(-read.scores(asked)).tolist() == np.argsort(-LEARNT.scores(asked)).tolist()
    assert read.plain() == kept


def test_what_another_version_wrote_is_not_read():
    assert ranker_from(LEARNT.plain() | {"form": 0}) is None
    assert ranker_from(LEARNT.plain() | {"features": ["meaning"]}) is None


def test_too_few_questions_teach_nothing():
    assert RankerTrainer().fit([settled(seed=seed) for seed in range(FEWEST - 1)]) is None
    nothing = Settled(settled().features, np.zeros(24, dtype=bool))
    assert RankerTrainer().fit([nothing] * FEWEST) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 20), st.integers(1, 6), st.integers(0, 1000))
def test_every_candidate_gets_one_finite_score_and_nobody_else_does(count, parts, seed):
    rows = features(matches(count, parts=parts, seed=seed), shelf(count))
    assert rows.shape == (count, len(FEATURES))
    assert np.isfinite(rows).all()
    scores = LEARNT.scores(rows)
    assert scores.shape == (count,)
    assert np.isfinite(scores).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 20), st.integers(0, 1000))
def test_the_order_of_parts_does_not_matter(count, seed):
    found = matches(count, parts=4, seed=seed)
    turned = Matches(
        *(getattr(found, name)[::-1] for name in ("section", "centre", "title", "words", "section_words")),
        title_share=found.title_share,
        named=found.named,
    )
    assert plain_scores(turned) == pytest.approx(plain_scores(found))


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="one row a part"):
        matches(3, parts=0)
    with pytest.raises(ValueError, match="same candidates"):
        features(matches(3), shelf(4))
    with pytest.raises(ValueError, match="features for each"):
        Settled(np.zeros((3, 2)), np.zeros(3, dtype=bool))
    with pytest.raises(ValueError, match="at least one"):
        shelf(0)


@pytest.mark.proves("R14")
def test_near_duplicates_are_told_apart_by_the_product_named():
    products = ["gold account", "gold plus account", "silver plus account", "beige"]
    assert named("Fees of my Gold Plus Account?", products).tolist() == [1.0, 2.6, 0.0, 0.0]
    assert named("is beige nice", products).tolist() == [0.0, 0.0, 0.0, 2.2]
    assert named("golden plush", products).tolist() == [0.0, 0.0, 0.0, 0.0]


def test_bm25_counts_rarity_and_length():
    shelf_ = Bm25([terms("refund refund card"), terms("card"), terms("lamp of the house and the garden")])
    assert shelf_.scores(terms("Refunds!")) == pytest.approx([1.2483, 0, 0], abs=1e-4)
    card = shelf_.scores(["card", "card"])
    assert card[1] > card[0] > card[2] == 0
    assert shelf_.scores(["unheard"]).tolist() == [0, 0, 0]


def test_what_every_story_says_asks_for_nothing():
    hello = np.array([1.0, 0, 0, 0])
    own = np.eye(4)[1:]
    told = [np.stack([hello, own[n % 3]]) for n in range(6)]
    told_once = commonplaces_of([np.stack([hello, np.roll(own[0], 0)])])
    assert told_once.telling(own).all()
    common = commonplaces_of(told)
    assert common.vectors.tolist() == [hello.tolist()]
    assert common.telling(np.stack([hello, own[0]])).tolist() == [False, True]
    assert common.telling(hello[None]).tolist() == [True]  # a story of nothing else is asked as it is
    assert Commonplaces(np.zeros((0, 0))).telling(own).all()
    assert commonplaces_of([]).vectors.shape == (0, 0)
