"""The only door for an expert's or the AI's words: checks first, then the message with their Clearance."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.service.attachments import checked_words
from tandem.core.service.clearance import Clearance, hash_of
from tandem.domain.assistance.guidance.queries import check_told
from tandem.domain.assistance.suggestions.queries import check_stands
from tandem.domain.service.conversations.actions.posting import Posted, post_message
from tandem.domain.service.conversations.queries.writing import is_sent
from tandem.foundation.files.actions import Prepared
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in

CHECKS = ("text",)


def send(
    actor: Actor, membership: Membership, conversation_id: int, *, text: str, client_id: str, generation_id: int | None = None,
    files: Sequence[Prepared] = (),
) -> Posted:  # fmt: skip
    """Send an expert's reply, from whatever surface. Once per client id.

    `generation_id` names the draft it came from, whose articles must still hold when it is sent. Raises Invalid, Absent,
    Refused (`draft_withdrawn`, `disclosure_missing`, `not_holder`, `key_reused`, `file_used`).
    """
    with writing_in(membership.brand_id, savepoint=False):
        if not is_sent(conversation_id, author="expert", client_id=client_id):
            check_told(conversation_id, membership, text=text)
            if generation_id is not None:
                check_stands(generation_id)
        return post_message(
            actor, membership.brand_id, conversation_id, author="expert", text=text, client_id=client_id, membership_id=membership.pk,
            clearance=_cleared(conversation_id, text, files), generation_id=generation_id, files=files,
        )  # fmt: skip


def _cleared(conversation_id: int, text: str, files: Sequence[Prepared]) -> Clearance:
    """Run every check on the words and what goes with them; what passes gets its Clearance."""
    words = checked_words(text, [file.size for file in files])
    return Clearance(conversation_id=conversation_id, text_hash=hash_of(words, [file.sha256 for file in files]), checks=CHECKS)
