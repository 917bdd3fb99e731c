"""The only door for an expert's or the AI's words: checks first, then the message with their Clearance."""

from __future__ import annotations

from tandem.core.service.clearance import Clearance, hash_of
from tandem.core.service.texts import checked_text
from tandem.domain.service.conversations.actions.posting import Posted, post_message
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in

CHECKS = ("text",)


def send(actor: Actor, membership: Membership, conversation_id: int, *, text: str, client_id: str, generation_id: int | None = None) -> Posted:
    """Send an expert's reply, from whatever surface. Once per client id.

    `generation_id` names the draft it came from. Raises Invalid, Absent, Refused (`not_holder`, `key_reused`).
    """
    with writing_in(membership.brand_id, savepoint=False):
        return post_message(
            actor, membership.brand_id, conversation_id, author="expert", text=text, client_id=client_id, membership_id=membership.pk,
            clearance=_cleared(conversation_id, text), generation_id=generation_id,
        )  # fmt: skip


def _cleared(conversation_id: int, text: str) -> Clearance:
    """Run every check on the words; what passes gets its Clearance."""
    checked_text(text)
    return Clearance(conversation_id=conversation_id, text_hash=hash_of(text), checks=CHECKS)
