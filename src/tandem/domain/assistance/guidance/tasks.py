"""Steps that follow events: rules met are noted, a guide's outcome becomes a note. Each may run twice."""

from __future__ import annotations

from tandem.domain.assistance.guidance import actions
from tandem.domain.knowledge.policies.queries import run_of
from tandem.domain.service.conversations.access import conversation_in_scope
from tandem.domain.service.conversations.queries import conversation_with_customer
from tandem.foundation.events.publishing import Happened


def note_met(happened: Happened) -> None:
    """A customer wrote, what it is about was said, or somebody took it, whose pool is known by then (MessagePosted, MatterStated,
    ContactAssigned): rules that it meets are noted.
    """
    if happened.kind != "MessagePosted" or happened.data["author"] == "customer":
        actions.note_met(happened.brand_id, conversation_with_customer(happened.data["conversation_id"]))


def note_outcome(happened: Happened) -> None:
    """A guide ended (GuideFinished): what it found stays with the conversation."""
    if happened.data["conversation"]:
        view, by = run_of(happened.data["run"])
        actions.note_outcome(happened.brand_id, conversation_in_scope(happened.data["conversation"]), run=view, by=by)
