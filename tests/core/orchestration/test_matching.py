"""Matching: learning from late outcomes, decisions with propensities, batch optimum, evaluation, fairness."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.kit.randomness import stream_key
from tandem.core.orchestration.matching import (
    ExpertRecord,
    LoggedChoices,
    MatchingPolicy,
    OutcomeLearner,
    Outcomes,
    Standing,
    assign_batch,
    decide,
    evaluate_policy,
    fairness_of,
    shadow_prices,
)
from tandem.core.orchestration.matching.outcomes import WINDOW_SECONDS
from tandem.core.orchestration.matching.rules import thompson


def standing(count=10, seed=1, **changes):
    generator = np.random.default_rng(seed)
    parts = {
        "eligible": np.ones(count, dtype=bool),
        "chance": generator.uniform(0.5, 0.9, count),
        "uncertainty": np.full(count, 0.05),
        "price": np.zeros(count),
        "idle_seconds": generator.uniform(0, 600, count),
        "offers": np.full(count, 100.0),
    }
    return Standing(**{**parts, **changes})


def closed(kind, expert, reopened, age=WINDOW_SECONDS, difficulty=None):
    size = len(kind)
    hard = np.full(size, np.nan) if difficulty is None else np.asarray(difficulty)
    return Outcomes(np.array(kind), np.array(expert), np.full(size, float(age)), np.array(reopened), hard)


LEARNER = OutcomeLearner(kinds=2, experts=3, reopening_ages=np.linspace(0, WINDOW_SECONDS, 100))


@pytest.mark.proves("R7", "R54")
def test_more_wins_never_lower_a_chance_and_little_is_shrunk():
    even = LEARNER.fit(closed([0] * 40, [0] * 20 + [1] * 20, [False] * 18 + [True] * 2 + [False] * 10 + [True] * 10))
    mean, sd = even.chances()
    assert mean[0, 0] > mean[0, 1]
    one = LEARNER.fit(closed([0], [2], [False]))
    assert 0.5 < one.chances()[0][0, 2] < 0.62
    assert sd[0, 0] < sd[0, 2]
    assert mean[1, 0] > mean[1, 1]  # who is good at one kind is believed a little more at another


def test_a_contact_not_yet_settled_counts_in_part():
    half = LEARNER.fit(closed([0], [0], [False], age=WINDOW_SECONDS / 2))
    whole = LEARNER.fit(closed([0], [0], [False]))
    fresh = LEARNER.fit(closed([0], [0], [False], age=0.0))
    assert 0 < half.own_tries[0, 0] < whole.own_tries[0, 0] == 1.0
    assert fresh.own_tries[0, 0] < 0.02


def test_hard_cases_do_not_count_against_an_expert():
    hard = LEARNER.fit(closed([0] * 20, [0] * 10 + [1] * 10, ([True] * 5 + [False] * 5) * 2, difficulty=[0.4] * 10 + [0.8] * 10))
    assert hard.own_wins[0, 0] > hard.own_wins[0, 1] + 3


@pytest.mark.proves("R7")
def test_a_choice_carries_the_chance_with_which_it_was_made():
    place = standing()
    policy = MatchingPolicy(dial=1.0, floor_rate=0.1, floor_offers=30)
    first = decide(place, policy, seed=0)
    assert sum(candidate.propensity for candidate in first.candidates) == pytest.approx(1.0)
    drawn = np.array([decide(place, policy, seed=seed).expert for seed in range(1500)])
    for candidate in first.candidates:
        assert abs((drawn == candidate.expert).mean() - candidate.propensity) < 0.06
    assert "weights: resolution 100%" in first.explanation


def test_eligibility_is_hard_and_nobody_means_a_refusal():
    able = np.zeros(10, dtype=bool)
    able[3] = True
    assert {decide(standing(eligible=able), MatchingPolicy(), seed=s).expert for s in range(50)} == {3}
    with pytest.raises(ValueError, match="nobody is eligible"):
        decide(standing(eligible=np.zeros(10, dtype=bool)), MatchingPolicy(), seed=1)


def test_the_dial_runs_from_longest_idle_to_likeliest():
    place = standing()
    fair = decide(place, MatchingPolicy(dial=0.0, floor_rate=0.0, explore=False), seed=1)
    keen = decide(place, MatchingPolicy(dial=1.0, floor_rate=0.0, explore=False), seed=1)
    assert fair.expert == int(np.argmax(place.idle_seconds))
    assert keen.expert == int(np.argmax(place.chance))
    assert keen.explanation.endswith("Highest index.")


@pytest.mark.proves("R54")
def test_newcomers_have_a_floor_of_work():
    offers = np.full(10, 100.0)
    offers[7] = 2.0
    chance = np.full(10, 0.9)
    chance[7] = 0.3
    place = standing(offers=offers, chance=chance, uncertainty=np.full(10, 0.01))
    drawn = [decide(place, MatchingPolicy(dial=1.0, floor_rate=0.1), seed=seed) for seed in range(600)]
    share = np.mean([choice.expert == 7 for choice in drawn])
    assert 0.06 < share < 0.15
    assert any("New here" in choice.explanation for choice in drawn)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 6), st.integers(0, 1000))
def test_batches_are_the_brute_force_optimum(size, seed):
    scores = np.random.default_rng(seed).random((size, size))
    best = max(sum(scores[i, p] for i, p in enumerate(order)) for order in permutations(range(size)))
    assert assign_batch(scores, np.ones((size, size), dtype=bool)).value == pytest.approx(best)


def test_a_batch_never_trades_eligibility_away():
    able = np.array([[True, False], [True, False]])
    made = assign_batch(np.array([[0.1, 9.0], [0.2, 9.0]]), able)
    assert made.expert.tolist() == [0]
    assert made.contact.tolist() == [1]


def test_scarce_generalists_have_a_price():
    chances = np.array([[0.9, 0.9], [0.0, 0.9]])
    handle = np.array([[100.0, 100.0], [0.0, 100.0]])
    prices, flows = shadow_prices(np.array([0.008, 0.008]), chances, handle, np.array([1.0, 1.0]))
    assert flows[0, 0] == pytest.approx(0.008)
    assert flows[1, 1] == pytest.approx(0.008)
    tight, _ = shadow_prices(np.array([0.02, 0.02]), chances, handle, np.array([1.0, 1.0]))
    assert tight[1] > prices[1]


@pytest.mark.proves("R7")
def test_three_estimators_recover_the_value_of_another_policy():
    generator = np.random.default_rng(6)
    size, arms = 40_000, 4
    truth = np.array([0.3, 0.5, 0.7, 0.6])
    logging, target = np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.05, 0.05, 0.8, 0.1])
    chosen = generator.choice(arms, size, p=logging)
    reward = (generator.random(size) < truth[chosen]).astype(float)
    model = truth + np.array([0.1, -0.1, 0.1, -0.1])  # wrong, and doubly robust all the same
    log = LoggedChoices(reward, logging[chosen], target[chosen], model[chosen], np.full(size, float(target @ model)))
    value = evaluate_policy(log)
    for estimate in (value.ips, value.self_normalised, value.doubly_robust):
        assert estimate.holds(float(target @ truth))
    assert value.doubly_robust.high - value.doubly_robust.low < value.ips.high - value.ips.low
    assert value.effective_size < size
    with pytest.raises(ValueError, match="without exploration"):
        LoggedChoices(reward, np.zeros(size), target[chosen], reward, reward)


def test_fairness_is_measured_an_hour_available():
    same = fairness_of(np.array([10.0, 5.0]), np.array([100.0, 50.0]), np.array([2.0, 1.0]), np.array([0, 1]))
    assert same.gini_offers == 0.0
    assert same.adverse == ()
    unequal = fairness_of(np.array([10.0, 5.0]), np.array([100.0, 50.0]), np.array([1.0, 1.0]), np.array([0, 1]))
    assert unequal.adverse == (1,)
    assert unequal.impact.tolist() == [1.0, 0.5]


def test_the_average_of_a_kind_is_that_of_an_average_expert():
    best, rest = [False] * 90 + [True] * 10, [False] * 10 + [True] * 10
    record = LEARNER.fit(closed([0] * 140, [0] * 100 + [1] * 20 + [2] * 20, best + rest + rest))
    share = np.array([100, 20, 20]) / (np.array([100, 20, 20]) + 15.0)
    assert record.kind_means[0] == pytest.approx((share @ [0.9, 0.5, 0.5] + 0.5) / (share.sum() + 1.0))
    assert record.kind_means[0] < 110 / 140 - 0.1  # a mean over contacts flatters the kind
    assert record.kind_means[1] == 0.5


@pytest.mark.proves("R7")
def test_time_is_priced_by_what_an_expert_does_best_and_may_do():
    kinds = [0] * 60 + [1] * 60
    wins = [False] * 20 + [False] * 10 + [True] * 10 + [False] * 10 + [True] * 10
    record = LEARNER.fit(closed(kinds, [0] * 20 + [1] * 20 + [2] * 20 + [1] * 20 + [0] * 20 + [2] * 20, wins * 2))
    everything = np.ones((2, 3), dtype=bool)
    prices = record.prices(everything)
    above = record.chances()[0] - record.kind_means[:, None]
    assert prices == pytest.approx(0.6 * np.maximum(above.max(axis=0), 0))
    assert prices[0] > 0.05
    barred = everything.copy()
    barred[0, 0] = False
    assert record.prices(barred)[0] == 0.0  # what one may not serve is worth nothing
    assert record.prices(everything, share=0.0).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.proves("R7")
def test_production_and_the_twin_choose_alike():
    generator = np.random.default_rng(4)
    tries = generator.integers(0, 60, (1, 8)).astype(float)
    record = ExpertRecord(tries * generator.uniform(0.6, 0.8, (1, 8)), tries, tries[0] * 0.7, tries[0], np.array([0.7]))
    (mean,), (sd,) = record.chances()
    price = record.prices(np.ones((1, 8), dtype=bool))
    place = standing(8, chance=mean, uncertainty=sd, price=price)
    shares = np.zeros(8)
    for candidate in decide(place, MatchingPolicy(dial=1.0, floor_rate=0.0), seed=1).candidates:
        shares[candidate.expert] = candidate.propensity
    key, free, none = np.uint64(stream_key(1, 16)), np.arange(8), np.zeros(8)
    parts = record.own_wins, record.own_tries, record.wins, record.tries, record.kind_means, price, none
    drawn = [thompson(free, 8, 0, *parts, key, draw, 0.0, 0.0) for draw in range(4000)]
    assert np.abs(np.bincount(drawn, minlength=8) / 4000 - shares).max() < 0.06
    assert (shares > 0.02).sum() >= 2  # a contest, not a walk-over
