"""Cover of a week at 15 minutes with all starts, and a named roster of 200 experts for a week."""

import time
from dataclasses import replace

import numpy as np

from bench.science.rostering_peer import rostered
from bench.science.timing import seconds
from tandem.core.orchestration.rosters import BreakRule, RosterExpert, RosterRules, breaches, micro_shapes, plan_cover, plan_roster


def main() -> None:
    slot = np.arange(672)
    curve = 30 + 25 * np.sin(2 * np.pi * (slot - 32) / 96) + 8 * np.sin(2 * np.pi * slot / 48)
    need = np.maximum(0, np.round(curve + np.random.default_rng(0).normal(0, 3, 672)))
    shapes = micro_shapes((2, 4, 8, 16), slot_minutes=15.0, hourly=4.0, fixed=0.5)
    plan = plan_cover(need, shapes)
    spent = seconds(lambda: plan_cover(need, shapes))
    print(
        f"cover, 672 quarter-hours, 30/60/120/240 minutes at every start: {spent:.3f} s, cost {plan.cost:.1f}, "
        f"bound {plan.bound:.1f}, gap {plan.gap:.4%}, paid over required {plan.paid_over_required:.4f}"
    )
    tiny = RosterExpert("first call left out", frozenset({"a"}), np.ones(96, dtype=bool), 40)
    plan_roster(np.ones((1, 96)), ("a",), (tiny,), RosterRules(lengths=(12,), rounds=3))
    generator = np.random.default_rng(0)
    base = np.maximum(0, np.sin(np.pi * ((slot % 96) - 28) / 64)) * ((slot % 96) >= 28) * ((slot % 96) < 92)
    skills = ("sales", "tech", "billing")
    one = RosterRules(lengths=(12, 16, 24, 32), rounds=1000)
    several = RosterRules(lengths=(4, 8, 16, 24), breaks=(BreakRule(24, 2),), most_shifts_a_day=2, most_slots_a_day=32, shift_cost=1.0, rounds=100)
    for label, sizes in (("enough people", (22, 16, 10)), ("too few people", (34, 26, 18))):
        required = np.round(np.stack([base * size for size in sizes]) * (1 + 0.1 * generator.standard_normal((3, 672))))
        experts = tuple(expert(number, generator) for number in range(200))
        for kind, rules in (("a shift a day", one), ("shifts from 1 h, up to two a day, breaks", several)):
            began = time.process_time()
            roster = plan_roster(required, skills, experts, rules)
            spent = time.process_time() - began
            print(
                f"named roster, 200 experts, {label}, {kind}: {spent:.1f} s of processor time, cost {roster.cost:,.0f}, bound "
                f"{roster.bound:,.0f}, gap {roster.gap:.2%}, short {roster.shortage.sum():.0f} of {required.sum():.0f} slots, "
                f"{len(roster.assignments)} shifts, rules broken {len(breaches(roster.assignments, experts, rules))}"
            )
    beside_cp_sat(skills, experts, required)


def beside_cp_sat(skills, experts, required) -> None:
    """The same roster of one shift a day by CP-SAT, small and large, with a minute of processor time each."""
    rules = RosterRules(lengths=(12, 16, 24, 32), rounds=1000)
    for label, people, need in (
        ("12 people, 2 days", tuple(replace(one, available=one.available[:192]) for one in experts[:12]), np.round(required[:, :192] / 12)),
        ("200 people, a week, too few", experts, required),
    ):
        began = time.process_time()
        ours = plan_roster(need, skills, people, rules)
        spent = time.process_time() - began
        cost, bound, took, status = rostered(need, skills, people, rules, seconds=60.0)
        print(
            f"{label}: ours {ours.cost:,.0f}, bound {ours.bound:,.0f}, gap {ours.gap:.2%}, {spent:.1f} s; "
            f"CP-SAT {cost:,.0f}, bound {bound:,.0f}, gap {(cost - bound) / bound:.2%}, {took:.1f} s ({status})"
        )


def expert(number: int, generator: np.random.Generator) -> RosterExpert:
    skills = ("sales", "tech", "billing")
    available = np.zeros(672, dtype=bool)
    for day in range(7):
        if generator.random() < 0.8:
            start = int(generator.integers(24, 56))
            available[day * 96 + start : day * 96 + min(96, start + int(generator.integers(24, 48)))] = True
    own = frozenset(generator.choice(skills, size=generator.integers(1, 3), replace=False).tolist())
    return RosterExpert(f"expert {number}", own, available, int(generator.integers(80, 160)))


if __name__ == "__main__":
    main()
