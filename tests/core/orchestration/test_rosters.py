"""Cover with its proof, and rosters that keep every rule."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.orchestration.rosters import (
    Assignment,
    InfeasibleCoverError,
    RosterExpert,
    RosterRules,
    ShiftShape,
    breaches,
    micro_shapes,
    plan_cover,
    plan_roster,
    with_break_choices,
)

QUARTERS = micro_shapes((2, 4, 8, 16), slot_minutes=15.0, hourly=4.0, fixed=0.5)


def week(seed=0):
    slot = np.arange(672)
    curve = 30 + 25 * np.sin(2 * np.pi * (slot - 32) / 96) + np.random.default_rng(seed).normal(0, 3, 672)
    return np.maximum(0, np.round(curve))


@pytest.mark.proves("R2")
def test_a_week_of_quarter_hours_is_covered_at_proved_least_cost():
    plan = plan_cover(week(), QUARTERS)
    assert plan.gap == 0.0
    assert plan.cost == plan.bound
    assert (plan.covered >= week()).all()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=4, max_size=7))
def test_no_plan_is_cheaper_than_brute_force(need):
    shapes = (ShiftShape(1, 1.4), ShiftShape(2, 2.5), ShiftShape(3, 3.0))
    plan = plan_cover(np.array(need, dtype=float), shapes)
    assert plan.cost == pytest.approx(cheapest(tuple(need), shapes), abs=1e-9)


def cheapest(need, shapes):
    """Least cost by taking the first open slot and trying every shift that covers it."""
    found = {}

    def solve(left):
        if left not in found:
            first = next((slot for slot, open_ in enumerate(left) if open_ > 0), None)
            if first is None:
                return 0.0
            options = []
            for shape in shapes:
                for start in range(max(0, first - shape.length + 1), min(first, len(left) - shape.length) + 1):
                    after = tuple(max(0, n - 1) if start <= slot < start + shape.length else n for slot, n in enumerate(left))
                    options.append(shape.cost + solve(after))
            found[left] = min(options)
        return found[left]

    return solve(need)


def test_what_one_more_expert_is_worth_is_what_it_costs():
    need = np.array([1.0, 1.0, 1.0, 1.0])
    shapes = (ShiftShape(2, 2.0),)
    plan = plan_cover(need, shapes)
    more = plan_cover(need + np.array([1.0, 1.0, 0.0, 0.0]), shapes)
    assert plan.worth[:2].sum() == pytest.approx(more.cost - plan.cost)


def test_locked_experts_are_kept_and_not_paid_again():
    plan = plan_cover(np.full(4, 3.0), (ShiftShape(4, 4.0),), locked=np.full(4, 2.0))
    assert plan.seats.tolist() == [1]
    assert plan.covered.tolist() == [3.0] * 4


def test_breaks_are_laid_against_the_curve():
    need = np.array([2.0, 2.0, 1.0, 2.0, 2.0, 2.0])
    plan = plan_cover(need, with_break_choices(6, 6.0, break_slots=1, earliest=1, latest=4))
    assert plan.cost == 18.0
    assert (plan.covered >= need).all()


def test_what_cannot_be_covered_is_named():
    with pytest.raises(
        InfeasibleCoverError,
        match="the first is number 3: it needs 5 and the shifts allowed there seat at most 2",
    ) as caught:
        plan_cover(np.array([1.0, 1.0, 5.0]), (ShiftShape(1, 1.0),), most_seats=2.0)
    assert caught.value.slots.tolist() == [2]
    with pytest.raises(InfeasibleCoverError, match="first is number 1"):
        plan_cover(np.array([1.0, 0.0]), (ShiftShape(1, 1.0),), allowed=np.array([False, True]))
    with pytest.raises(ValueError, match="number of experts"):
        plan_cover(np.array([-1.0]), (ShiftShape(1, 1.0),))


def crew(count=24, seed=1):
    generator = np.random.default_rng(seed)
    experts = []
    for number in range(count):
        available = np.zeros(7 * 48, dtype=bool)
        for day in range(7):
            if generator.random() < 0.85:
                start = int(generator.integers(12, 24))
                available[day * 48 + start : day * 48 + min(48, start + int(generator.integers(14, 24)))] = True
        skills = frozenset(("sales", "tech")) if generator.random() < 0.5 else frozenset(("sales",))
        experts.append(RosterExpert(f"expert {number}", skills, available, int(generator.integers(40, 80)), rest_slots=22))
    return tuple(experts)


def need():
    slot = np.arange(336) % 48
    open_ = (slot >= 20) & (slot < 38)
    return np.stack([open_ * 3.0, open_ * 2.0])


RULES = RosterRules(lengths=(8, 12, 16), slots_a_day=48, deterministic_time=4.0)


@pytest.mark.proves("R4", "R6")
def test_a_named_roster_keeps_every_rule_and_comes_near_its_bound():
    roster = plan_roster(need(), ("sales", "tech"), crew(), RULES)
    assert breaches(roster.assignments, crew(), slots_a_day=48) == ()
    assert roster.gap < 0.01
    assert roster.shortage.sum() == 0


def test_the_same_input_gives_the_same_roster():
    assert plan_roster(need(), ("sales", "tech"), crew(), RULES).assignments == plan_roster(need(), ("sales", "tech"), crew(), RULES).assignments


def test_locked_shifts_stay_when_the_rest_is_made_anew():
    first = plan_roster(need(), ("sales", "tech"), crew(), RULES)
    locked = first.assignments[:5]
    again = plan_roster(need(), ("sales", "tech"), crew(), RULES, locked=locked)
    assert set(locked) <= set(again.assignments)
    assert breaches(again.assignments, crew(), slots_a_day=48) == ()


def test_a_shortage_says_what_binds():
    few = plan_roster(need(), ("sales", "tech"), crew(3), RULES)
    assert few.shortage.sum() > 0
    assert any("short" in words and "available" in words for words in few.binding)


def test_breaches_are_found():
    expert = RosterExpert("one", frozenset({"sales"}), np.ones(96, dtype=bool), 10, rest_slots=20)
    bad = (Assignment(0, "sales", 40, 8), Assignment(0, "tech", 50, 8))
    words = " ".join(breaches(bad, (expert,), slots_a_day=48))
    assert "no skill" in words
    assert "more than 10 slots" in words
    assert "less than 20 slots of rest" in words
