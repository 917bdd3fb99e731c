"""Cover with its proof, and rosters that keep every rule."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from tandem.core.orchestration.rosters import (
    Assignment,
    BreakRule,
    InfeasibleCoverError,
    InfeasibleRosterError,
    RosterExpert,
    RosterRules,
    ShiftShape,
    breaches,
    covered_by,
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


RULES = RosterRules(lengths=(8, 12, 16), slots_a_day=48, rounds=60)
MICRO = RosterRules(
    lengths=(2, 4, 9), slots_a_day=48, breaks=(BreakRule(8, 1),),
    most_shifts_a_day=3, gap_slots=2, most_slots_a_day=20, shift_cost=0.5, rounds=40,
)  # fmt: skip


@pytest.mark.proves("R4", "R6")
def test_a_named_roster_keeps_every_rule_and_comes_near_its_bound():
    roster = plan_roster(need(), ("sales", "tech"), crew(), RULES)
    assert breaches(roster.assignments, crew(), RULES) == ()
    assert roster.gap < 0.01
    assert roster.shortage.sum() == 0


@pytest.mark.proves("R2", "R6")
def test_people_take_several_micro_shifts_a_day_with_gaps_rest_and_breaks():
    roster = plan_roster(need(), ("sales", "tech"), crew(), MICRO)
    assert breaches(roster.assignments, crew(), MICRO) == ()
    days = Counter((shift.expert, shift.start // 48) for shift in roster.assignments)
    assert max(days.values()) >= 2
    assert any(shift.breaks for shift in roster.assignments)
    assert roster.shortage.sum() == 0
    assert roster.gap < 0.06  # a small crew: whole people lie further from the bound


def test_several_shifts_a_day_never_cost_more_than_one():
    one = plan_roster(need(), ("sales", "tech"), crew(8), RosterRules((4, 8), slots_a_day=48, rounds=60))
    three = plan_roster(need(), ("sales", "tech"), crew(8), RosterRules((4, 8), slots_a_day=48, most_shifts_a_day=3, rounds=60))
    assert three.cost < one.cost
    assert three.bound < one.bound


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_bound_and_the_roster_enclose_the_optimum_that_highs_proves(seed):
    """HiGHS over all plans as an independent oracle on small rosters."""
    generator = np.random.default_rng(seed)
    rules = RosterRules((2, 3), slots_a_day=5, step=1, most_shifts_a_day=2, gap_slots=1, shift_cost=0.25, shortage_cost=5.0, rounds=100, gap=0.0)
    experts = tuple(
        RosterExpert(f"e{n}", frozenset({"a", "b"} if generator.random() < 0.4 else {"a" if n % 2 else "b"}), generator.random(10) < 0.8,
                     int(generator.integers(3, 8)), rest_slots=3, pay=float(generator.integers(1, 3)))
        for n in range(3)
    )  # fmt: skip
    required = generator.integers(0, 3, (2, 10)).astype(float)
    roster = plan_roster(required, ("a", "b"), experts, rules)
    best = proved_optimum(required, ("a", "b"), experts, rules)
    assert breaches(roster.assignments, experts, rules) == ()
    assert roster.bound <= best + 1e-6
    assert best - 1e-6 <= roster.cost <= best * 1.02


def proved_optimum(required, skills, experts, rules):
    """Every plan of each person as a column, one chosen a person: HiGHS proves the least cost."""
    columns, cost, owner = [], [], []
    for index, expert in enumerate(experts):
        single = [
            Assignment(index, skill, start, length)
            for skill in skills for length in rules.lengths for start in range(11 - length)
            if not breaches((Assignment(index, skill, start, length),), (expert,), rules, days=rules.days_of(10))
        ]  # fmt: skip
        plans = [()]
        for _ in range(4):
            plans += [(*plan, shift) for plan in plans for shift in single if (not plan or shift.start > plan[-1].start)]
            own = [tuple(replace(shift, expert=0) for shift in plan) for plan in dict.fromkeys(plans)]
            plans = [tuple(replace(shift, expert=index) for shift in plan) for plan in own if not breaches(plan, (expert,), rules)]
        for plan in plans:
            columns.append(np.concatenate([covered_by(plan, skill=skill, slots=10) for skill in skills]))
            cost.append(sum(expert.pay * shift.length + rules.shift_cost for shift in plan))
            owner.append(index)
    cover, slots = np.array(columns).T, required.size
    own = np.array([[1.0 if one == index else 0.0 for one in owner] for index in range(len(experts))])
    solved = milp(
        np.concatenate([cost, np.full(slots, rules.shortage_cost)]),
        constraints=[
            LinearConstraint(np.hstack([cover, np.eye(slots)]), lb=required.ravel()),
            LinearConstraint(np.hstack([own, np.zeros((len(experts), slots))]), lb=1, ub=1),
        ],
        integrality=np.ones(len(cost) + slots),
        bounds=Bounds(0, np.inf),
    )
    return float(solved.fun)


def test_the_same_input_gives_the_same_roster():
    quick = replace(RULES, rounds=10)
    assert plan_roster(need(), ("sales", "tech"), crew(), quick).assignments == plan_roster(need(), ("sales", "tech"), crew(), quick).assignments


def test_locked_shifts_stay_when_the_rest_is_made_anew():
    first = plan_roster(need(), ("sales", "tech"), crew(), MICRO)
    locked = first.assignments[:15]
    again = plan_roster(need(), ("sales", "tech"), crew(), MICRO, locked=locked)
    assert set(locked) <= set(again.assignments)
    assert breaches(again.assignments, crew(), MICRO) == ()
    assert again.cost < 1.03 * first.cost
    with pytest.raises(InfeasibleRosterError, match="no roster keeps the locked shifts: expert 0: no skill or not available"):
        plan_roster(need(), ("sales", "tech"), crew(), MICRO, locked=(Assignment(0, "sales", 0, 4),))


def test_a_shortage_says_what_binds():
    day = np.ones(48, dtype=bool)
    morning = np.arange(48) < 24
    rules = RosterRules((8,), slots_a_day=48, rounds=20)

    def reason(required, *experts):
        roster = plan_roster(np.array([required], dtype=float), ("chat",), experts, rules)
        assert roster.shortage.sum() > 0
        return roster.binding[0].reason

    chat = frozenset({"chat"})
    whole = np.ones(48)
    afternoon = np.where(np.arange(48) >= 24, 1.0, 0.0)
    assert reason(whole * 3, RosterExpert("a", chat, day, 48), RosterExpert("b", chat, day, 48)) == "skill"
    assert reason(afternoon, RosterExpert("a", chat, morning, 48), RosterExpert("b", chat, morning, 48)) == "availability"
    assert reason(whole, RosterExpert("a", chat, day, 4), RosterExpert("b", chat, day, 4)) == "hours"
    assert reason(whole, RosterExpert("a", chat, day, 48), RosterExpert("b", chat, day, 48)) == "rest and shifts a day"
    assert reason(np.where(np.arange(48) < 4, 1.0, 0.0), RosterExpert("a", chat, np.arange(48) < 4, 48)) == "shift lengths"
    assert reason(np.where(np.arange(48) < 8, 2.0, 0.0), RosterExpert("a", chat, day, 48), RosterExpert("b", chat, ~morning, 48)) == "availability"


def test_wishes_promised_hours_and_fairness_are_weighed():
    day = np.ones(48, dtype=bool)
    chat = frozenset({"chat"})
    rules = RosterRules((8,), slots_a_day=48, rounds=20)
    required = np.array([np.where(np.arange(48) < 8, 1.0, 0.0)])
    unwilling = RosterExpert("a", chat, day, 48, dislike=np.full(48, 0.5))
    willing = RosterExpert("b", chat, day, 48, pay=1.2)
    assert [shift.expert for shift in plan_roster(required, ("chat",), (unwilling, willing), rules).assignments] == [1]
    promised = RosterExpert("c", chat, day, 48, least_slots=8)
    roster = plan_roster(required, ("chat",), (promised, RosterExpert("d", chat, day, 48, pay=0.5)), rules)
    assert [shift.expert for shift in roster.assignments] == [0]
    week = np.array([np.tile(np.where(np.arange(48) < 8, 1.0, 0.0), 4)])
    pair = tuple(RosterExpert(name, chat, np.ones(192, dtype=bool), 192, rest_slots=22, pay=pay) for name, pay in (("e", 1.0), ("f", 1.1)))
    uneven = Counter(shift.expert for shift in plan_roster(week, ("chat",), pair, rules).assignments)
    even = Counter(shift.expert for shift in plan_roster(week, ("chat",), pair, replace(rules, fairness_cost=3.0)).assignments)
    assert uneven[0] == 4
    assert even == {0: 2, 1: 2}


def test_days_are_those_of_the_wall_clock():
    """A horizon that begins at noon: two shifts in one local day are one too many."""
    expert = RosterExpert("a", frozenset({"chat"}), np.ones(48, dtype=bool), 48, rest_slots=0)
    rules = RosterRules((8,), slots_a_day=48, rounds=10)
    required = np.array([np.where((np.arange(48) // 8) % 2 == 0, 1.0, 0.0)])
    noon = (np.arange(48) + 24) // 48
    assert len(plan_roster(required, ("chat",), (expert,), rules).assignments) == 1
    assert len(plan_roster(required, ("chat",), (expert,), rules, days=noon).assignments) == 2
    abroad = replace(expert, days=noon)
    roster = plan_roster(required, ("chat",), (abroad,), rules)
    assert len(roster.assignments) == 2
    assert breaches(roster.assignments, (abroad,), rules) == ()


def test_breaches_are_found():
    expert = RosterExpert("one", frozenset({"sales"}), np.ones(96, dtype=bool), 10, rest_slots=20)
    rules = RosterRules((8,), slots_a_day=48, breaks=(BreakRule(8, 1),))
    bad = (Assignment(0, "sales", 40, 8), Assignment(0, "tech", 50, 8, ((3, 1),)))
    words = " ".join(breaches(bad, (expert,), rules))
    assert "no skill" in words
    assert "breaks of the shift at slot 41" in words
    assert "more than 10 paid slots" in words
    assert "less than 20 slots of rest" in words
    assert "2 shifts on day 1" in " ".join(breaches((bad[0], Assignment(0, "sales", 20, 8, ((3, 1),))), (expert,), rules))


def test_nonsense_rules_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        RosterRules((4,), breaks=(BreakRule(4, 4),))
    with pytest.raises(ValueError, match="at least one shift"):
        RosterRules((4,), most_shifts_a_day=0)
    with pytest.raises(ValueError, match="promised 9 slots"):
        RosterExpert("a", frozenset(), np.ones(4, dtype=bool), 4, least_slots=9)
    with pytest.raises(ValueError, match="one row a skill"):
        plan_roster(np.ones((1, 4)), ("a", "b"), crew(1), RULES)
