"""Which constraint binds where a roster stays short: for each skill and slot, what holds back those who are not at work."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.orchestration.rosters.people import Assignment, RosterExpert
from tandem.core.orchestration.rosters.rules import RosterRules

# in the order in which they are looked at
REASONS = ("skill", "availability", "at work", "shift lengths", "hours", "rest and shifts a day", "cost")
WORDS = {
    "skill": "too few have the skill",
    "availability": "too few of those with the skill are available",
    "at work": "all who are available are at work or on a break",
    "shift lengths": "availability leaves no room for a shift of these lengths",
    "hours": "the others' hours are used up",
    "rest and shifts a day": "rest, gaps or shifts a day hold the others back",
    "cost": "somebody could still work, and it would cost more than the shortage",
}


@dataclass(frozen=True, slots=True)
class Binding:
    """A skill that is short: `slots` in all; the `reason` of `REASONS` that binds most; `most` short at `worst`, the
    worst slot where it does, and `held`, how many with the skill each reason holds back there.
    """

    skill: str
    slots: float
    worst: int
    most: float
    reason: str
    held: tuple[tuple[str, int], ...]

    def words(self) -> str:
        """In words; slots are counted from 1."""
        held = ", ".join(f"{count} {reason}" for reason, count in self.held if count)
        return (
            f"{self.skill}: {self.slots:.0f} slots short; {WORDS[self.reason]}, "
            f"most at slot {self.worst + 1} ({self.most:.0f} short; of those with the skill {held or 'nobody'})"
        )


def bindings_of(
    short: Floats,
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    assignments: tuple[Assignment, ...],
    rules: RosterRules,
    *,
    days: tuple[Ints, ...],
) -> tuple[tuple[Binding, ...], dict[tuple[int, int], str]]:
    """What binds for each skill that is short (skills, slots), and the reason at each (skill, slot)."""
    held = np.stack([_held(expert, index, assignments, rules, days=days[index]) for index, expert in enumerate(experts)])
    found, reasons = [], {}
    for place, skill in enumerate(skills):
        able = np.array([skill in expert.skills for expert in experts])
        weight = np.zeros(len(REASONS))
        for slot in np.flatnonzero(short[place]).tolist():
            counts = np.bincount(held[able, slot], minlength=len(REASONS))
            reason = _reason(counts, int(able.sum()), float(short[place, slot]))
            weight[reason] += short[place, slot]
            reasons[place, slot] = REASONS[reason]
        if weight.any():
            chief = REASONS[int(np.argmax(weight))]
            worst = max((slot for (k, slot), reason in reasons.items() if k == place and reason == chief), key=lambda slot: float(short[place, slot]))
            counts = np.bincount(held[able, worst], minlength=len(REASONS))
            people = tuple((reason, int(count)) for reason, count in zip(REASONS, counts, strict=True))
            found.append(Binding(skill, float(weight.sum()), worst, float(short[place, worst]), chief, people))
    return tuple(found), reasons


def _reason(counts: Ints, able: int, short: float) -> int:
    """What to change first: the reason that holds back most of those who might come, after the plain lacks."""
    skill, availability, at_work = 0, 1, 2
    if able < short:
        return skill
    free = counts[at_work + 1 :]
    if free.sum() > 0:
        return int(at_work + 1 + np.argmax(free))
    return at_work if counts[at_work] > counts[availability] else availability


def _held(expert: RosterExpert, index: int, assignments: tuple[Assignment, ...], rules: RosterRules, *, days: Ints) -> Ints:
    """The reason why a person covers nothing more in each slot, as its place in `REASONS`, shape (slots,)."""
    own = [shift for shift in assignments if shift.expert == index]
    lengths = sorted(set(rules.lengths))
    paid = sum(rules.paid_slots(shift.length) for shift in own)
    left = expert.most_slots - paid
    affordable = [length for length in lengths if rules.paid_slots(length) <= left]
    fitting = [_coverable(expert, length, rules, own, days=days) for length in affordable]
    held = np.full(days.size, REASONS.index("cost"))
    held[~np.logical_or.reduce(fitting, axis=0, initial=False) & np.ones(days.size, dtype=np.bool_)] = REASONS.index("rest and shifts a day")
    if not affordable:
        held[:] = REASONS.index("hours")
    roomy = np.logical_or.reduce([_coverable(expert, length, rules, [], days=days) for length in lengths])
    held[~roomy] = REASONS.index("shift lengths")
    for shift in own:
        held[shift.start : shift.end] = REASONS.index("at work")
    held[~expert.available & (held != REASONS.index("at work"))] = REASONS.index("availability")
    return held


def _coverable(expert: RosterExpert, length: int, rules: RosterRules, own: list[Assignment], *, days: Ints) -> Flags:
    """Slots that a further shift of this length could lie on, beside the person's own shifts."""
    slots = days.size
    result = np.zeros(slots, dtype=np.bool_)
    start = np.arange(0, max(slots - length + 1, 0), rules.step)
    blocked = np.concatenate(([0], np.cumsum(~expert.available)))
    possible = blocked[start + length] == blocked[start]
    for shift in own:
        together = days[start] == days[shift.start]
        apart = np.where(together, rules.gap_slots, expert.rest_slots)
        clear = (start - shift.end >= apart) | (shift.start - start - length >= apart)
        alone = sum(days[other.start] == days[shift.start] for other in own) < rules.most_shifts_a_day
        today = sum(rules.paid_slots(other.length) for other in own if days[other.start] == days[shift.start])
        room = alone and (not rules.most_slots_a_day or today + rules.paid_slots(length) <= rules.most_slots_a_day)
        possible &= clear & (~together | room)
    change = np.zeros(slots + 1)
    np.add.at(change, start[possible], 1)
    np.add.at(change, start[possible] + length, -1)
    result |= np.cumsum(change)[:slots] > 0
    return result
