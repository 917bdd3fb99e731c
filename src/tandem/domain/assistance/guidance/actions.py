"""Keeping what rules did in a conversation: what it met, and what came of a guide."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.policies.meeting import Met
from tandem.domain.assistance.guidance.queries import answers_of, everything_met, guides_for, outcome_words
from tandem.domain.knowledge.policies.actions.firing import fire
from tandem.domain.knowledge.policies.actions.walking import start
from tandem.domain.knowledge.policies.queries import RunView
from tandem.domain.service.conversations.actions.marking import write_note
from tandem.domain.service.conversations.queries import holder_of
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in


def note_met(brand_id: int, conversation: Any) -> int:
    """Note the rules that a conversation meets now: each version once. Returns how many are new.

    A rule that only might hold is noted when it is one of safety, since it then acts as if it did.
    """
    with writing_in(brand_id):
        holder = holder_of(conversation.pk)
        found = everything_met(conversation, holder.membership if holder else None)
        bounds = (Met(bound.policy, bound.reasons) for bound in found.boundaries)
        met = [*found.escalations, *bounds, *(due.met for due in found.disclosures if due.certain)]
        return fire(SYSTEM, brand_id, conversation=conversation.ref, met=met)


def begin_guide(actor: Actor, conversation: Any, member: Membership, guide: str) -> Any:
    """Begin a guide that is offered to the member here, or go on with its run that is open. The caller asked for the conversation's access.

    Raises Forbidden, Absent.
    """
    with writing_in(conversation.brand_id):
        if guide not in {policy.ref for policy, _met in guides_for(conversation, member)}:
            raise Absent("There is no such guide for this conversation.")
        return start(actor, conversation.brand_id, guide, conversation=conversation.ref)


def note_outcome(brand_id: int, conversation: Any, *, run: RunView, by: Membership) -> None:
    """What a finished guide found goes into an internal note of whoever ended it. Safe to repeat."""
    actor = Actor("person", by.person_id, membership_id=by.pk, via="guide")
    write_note(actor, brand_id, conversation.pk, membership=by, text=_noted(run), client_id=f"guide {run.ref}")


def _noted(run: RunView) -> str:
    head = _("Guide “%(title)s”, version %(number)s: %(outcome)s.") % {"title": run.title, "number": run.version, "outcome": outcome_words(run.outcome)}
    return "\n".join([head, *(f"{label}: {value}" for label, value in answers_of(run))])
