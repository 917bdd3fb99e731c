"""To whom a waiting contact is offered first: its last expert if present, else the longest idle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tandem.core.workforce.eligibility import Candidate, Need, is_eligible


@dataclass(frozen=True, slots=True)
class Choice:
    """A contact, the expert it goes to, by which rule, and among how many."""

    need: Need
    candidate: Candidate
    rule: str
    eligible: int


def choose(need: Need, candidates: Iterable[Candidate]) -> Choice | None:
    """The expert to ask next, or None when nobody is eligible."""
    eligible = [candidate for candidate in candidates if is_eligible(candidate, need)]
    if not eligible:
        return None
    for candidate in eligible:
        if candidate.membership_id == need.preferred_id:
            return Choice(need, candidate, "last_expert", len(eligible))
    longest = min(eligible, key=lambda c: (c.idle_since, c.membership_id))
    return Choice(need, longest, "longest_idle", len(eligible))


def plan(needs: Sequence[Need], candidates: Iterable[Candidate]) -> list[Choice]:
    """One pass over the line, first come first served; each expert is asked for one contact at a time."""
    free = {candidate.person_id: candidate for candidate in candidates}
    choices = []
    for need in needs:
        if not free:
            break
        choice = choose(need, free.values())
        if choice is not None:
            choices.append(choice)
            del free[choice.candidate.person_id]
    return choices
