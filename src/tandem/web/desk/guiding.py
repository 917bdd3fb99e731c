"""Guides at the desk: those that fit, the step where one stands, those that were walked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.knowledge.policies.guides import Step
from tandem.core.knowledge.policies.meeting import Policy
from tandem.domain.assistance.guidance.queries import answers_of, guides_for, outcome_words, walked_in
from tandem.domain.assistance.guidance.queries.situations import Situation
from tandem.domain.knowledge.policies.queries import RunView
from tandem.foundation.tenancy.models import Membership
from tandem.web.desk.places import Asked, asked


@dataclass(frozen=True, slots=True)
class Walked:
    """A guide run that ended: how, and what was answered."""

    run: RunView
    outcome: str
    note: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Guides:
    """The part "Guide": the run that is open (with its step's places), what may be begun, what was walked."""

    run: RunView | None
    step: Step | None
    places: tuple[Asked, ...]
    fitting: tuple[Policy, ...]
    others: tuple[Policy, ...]
    walked: tuple[Walked, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.run or self.fitting or self.others or self.walked)


def guides_of(conversation: Any, member: Membership, *, again: Sequence[Asked] = (), known: Situation | None = None) -> Guides:
    """The guides of a conversation as this member sees them, the open run whoever began it.

    `again`: the open step's places with their faults; `known` where the conversation was read already.
    """
    runs = walked_in(conversation)
    run = next((run for run in runs if run.step is not None), None)
    found = guides_for(conversation, member, known=known)
    begun = {run.title for run in runs}
    return Guides(
        run, run.step if run else None, tuple(again or (asked(run.step.fields, {}) if run and run.step else ())),
        tuple(policy for policy, met in found if met and policy.title not in begun),
        tuple(policy for policy, met in found if not met or policy.title in begun),
        tuple(_walked(one) for one in runs if one.step is None),
    )  # fmt: skip


def _walked(run: RunView) -> Walked:
    last = next((step for step in run.guide.steps if step.key == run.ended_at_step), None)
    note = last.outcome.note if last and last.outcome else ""
    return Walked(run, outcome_words(run.outcome), note, tuple(answers_of(run)))
