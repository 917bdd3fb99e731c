"""Staffing beyond one steady queue: carried load, chat, deferred work, show-up, patience, many skills."""

import numpy as np
import pytest

from tandem.core.orchestration.staffing import (
    Targets,
    chat_experts_for,
    chat_service,
    experts_for,
    exponential_mean,
    kaplan_meier,
    offered_load,
    plan_deferred,
    seats_to_sell,
    with_shrinkage,
)
from tandem.core.orchestration.staffing.multiskill import (
    SkillDemand,
    SkillGroup,
    plan_multiskill,
    spare_capacity,
)


def test_load_carries_over_and_nothing_is_lost():
    rates = np.array([0.0, 1.0, 0.0, 0.0, 0.0])
    load = offered_load(rates, np.full(5, 900.0), interval_seconds=900.0)
    assert round(float(load[1]), 1) == 331.1
    assert load[0] == 0
    assert load[2] > load[3] > load[4] > 0


def test_chat_with_one_slot_is_erlang_a():
    got = chat_service(48 / 60, np.array([60.0]), 50, patience_seconds=120.0, seconds=20.0)
    assert round(got.p_wait, 6) == 0.467774
    assert round(got.slot_occupancy, 3) == 0.930


def test_slots_that_slow_nobody_down_are_as_good_as_experts():
    two = chat_service(48 / 60, np.array([60.0, 60.0]), 25, patience_seconds=120.0, seconds=20.0)
    assert round(two.abandon, 6) == 0.030912
    slower = chat_experts_for(0.8, np.array([60.0, 90.0]), service_level=0.9, seconds=20.0, patience_seconds=120.0)
    assert 25 < slower < 50


def test_a_conversation_that_halves_the_pace_is_refused():
    with pytest.raises(ValueError, match="must not slow"):
        chat_service(1.0, np.array([60.0, 150.0]), 5, patience_seconds=60.0)


@pytest.mark.timeout(60)  # the search for enough experts never ended once
@pytest.mark.parametrize(("seconds", "patience"), [(np.nan, 60.0), (90.0, np.nan), (np.inf, 60.0)])
def test_chat_wants_finite_figures(seconds, patience):
    with pytest.raises(ValueError, match="chat needs"):
        chat_experts_for(0.8, np.array([60.0, seconds]), service_level=0.9, seconds=20.0, patience_seconds=patience)


def test_deferred_work_is_flat_within_its_limits_and_uses_spare_time_first():
    plan = plan_deferred(np.array([600.0, 0.0, 0.0]), np.array([2, 1, 1]))
    assert plan.worked_seconds.tolist() == [200.0, 200.0, 200.0]
    spare = plan_deferred(np.array([600.0, 0.0, 0.0]), np.array([2, 1, 1]), spare_seconds=np.array([0.0, 0.0, 600.0]))
    assert spare.extra_seconds.sum() == 0


def test_a_deadline_behind_closed_doors_is_refused():
    with pytest.raises(ValueError, match="all between is closed"):
        plan_deferred(
            np.array([60.0, 0.0, 0.0, 0.0]),
            np.array([1, 1, 1, 1]),
            open_intervals=np.array([0.0, 0.0, 1.0, 1.0]),
        )


@pytest.mark.proves("R2")
def test_seats_to_sell_are_exact():
    seats = int(seats_to_sell([10], show_up=0.9, confidence=0.95)[0])
    draws = np.random.default_rng(1).binomial([[seats], [seats - 1]], 0.9, (2, 200_000))
    enough = (draws >= 10).mean(axis=1)
    assert seats == 13
    assert enough[0] > 0.95 > enough[1]
    assert seats_to_sell([0, 5], show_up=1.0, confidence=0.9).tolist() == [0, 5]
    assert with_shrinkage([14], planned=0.3).tolist() == [20]


def test_patience_is_estimated_from_censored_waits():
    generator = np.random.default_rng(2)
    patience, offered = generator.exponential(120.0, 40_000), generator.exponential(60.0, 40_000)
    waits, left = np.minimum(patience, offered), patience < offered
    assert abs(exponential_mean(waits, left) - 120.0) < 3
    curve = kaplan_meier(waits, left)
    at_60 = curve.survival[np.searchsorted(curve.edges, 60.0, side="right") - 1]
    assert abs(at_60 - np.exp(-0.5)) < 0.01
    with pytest.raises(ValueError, match="nobody abandoned"):
        exponential_mean(waits, np.zeros_like(left))


def _two(load=10.0):
    one = np.ones(2)
    return SkillDemand(one * load / 180, one * 180, one * 360, one * 20, one * 0.8, one * 0.06)


@pytest.mark.proves("R3", "R4")
def test_a_flexible_expert_is_never_counted_twice():
    both = (SkillGroup("both", (0, 1)),)
    assert round(spare_capacity(_two(), both, np.array([14])), 2) == 0.7
    plan = plan_multiskill(_two(), both, seed=1, contacts=20_000)
    pooled = int(experts_for(20 / 180, 180.0, Targets(service_level=0.8, abandon=0.06), patience_seconds=360.0)[0])
    dedicated = int(experts_for(10 / 180, 180.0, Targets(service_level=0.8, abandon=0.06), patience_seconds=360.0)[0])
    assert pooled <= plan.experts.sum() <= 2 * dedicated
    assert all(level.mean >= 0.8 for level in plan.service_level)


def test_dedicated_groups_need_what_erlang_a_says():
    plan = plan_multiskill(_two(), (SkillGroup("one", (0,)), SkillGroup("two", (1,))), seed=3, contacts=30_000)
    assert np.abs(plan.experts - 13).max() <= 1


def test_a_queue_without_a_group_is_refused():
    with pytest.raises(ValueError, match="served by no group"):
        plan_multiskill(_two(), (SkillGroup("one", (0,)),), seed=1)
