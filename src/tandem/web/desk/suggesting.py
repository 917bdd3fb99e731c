"""The assistant beside the composer: its suggestion, and what became of it."""

from __future__ import annotations

from tandem.domain.assistance.replies.actions import send
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership


def send_reply(actor: Actor, member: Membership, conversation_id: int, *, text: str, client_id: str, suggestion: str) -> None:
    """Send a reply; `suggestion` names the draft that it came from, if any."""
    send(actor, member, conversation_id, text=text, client_id=client_id)
