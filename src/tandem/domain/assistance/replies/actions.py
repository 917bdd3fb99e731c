"""The only door for an expert's or the AI's words: checks first, then the message with their Clearance."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.measures import Cited
from tandem.core.knowledge.policies.macros import Macro, is_kept
from tandem.core.knowledge.policies.meeting import Policy
from tandem.core.service.attachments import checked_words
from tandem.core.service.clearance import Clearance, hash_of
from tandem.domain.assistance.guidance.queries import check_told
from tandem.domain.assistance.suggestions.queries import check_stands
from tandem.domain.knowledge.articles.queries.quoted import hold
from tandem.domain.knowledge.policies.queries import policies_in_force
from tandem.domain.knowledge.usage.actions.counting import Place, count
from tandem.domain.service.conversations.actions.posting import Posted, post_message
from tandem.domain.service.conversations.queries.writing import is_sent, spoken_in
from tandem.foundation import clock
from tandem.foundation.files.actions import Prepared
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in

CHECKS = ("text",)


def send(
    actor: Actor, membership: Membership, conversation_id: int, *, text: str, client_id: str, generation_id: int | None = None,
    files: Sequence[Prepared] = (), macros: Sequence[tuple[str, int]] = (),
) -> Posted:  # fmt: skip
    """Send an expert's reply, from whatever surface. Once per client id.

    `generation_id` names the draft it came from, whose articles must still hold when it is sent; `macros` (reference, version) those
    that stand in it, which must, too. Raises Invalid, Absent, Refused (`draft_withdrawn`, `macro_withdrawn`, `disclosure_missing`,
    `not_holder`, `key_reused`, `file_used`).
    """
    with writing_in(membership.brand_id, savepoint=False):
        used: tuple[Policy, ...] = ()
        if not is_sent(conversation_id, author="expert", client_id=client_id):
            check_told(conversation_id, membership, text=text)
            used = _standing(macros)
            if generation_id is not None:
                check_stands(generation_id)
        posted = post_message(
            actor, membership.brand_id, conversation_id, author="expert", text=text, client_id=client_id, membership_id=membership.pk,
            clearance=_cleared(conversation_id, text, files), generation_id=generation_id, files=files,
            facts={"macros": [[one.ref, one.version] for one in used]} if used else None,
        )  # fmt: skip
        if used and not posted.replayed:
            _count(used, membership, conversation_id, posted=posted, text=text)
        return posted


def _cleared(conversation_id: int, text: str, files: Sequence[Prepared]) -> Clearance:
    """Run every check on the words and what goes with them; what passes gets its Clearance."""
    words = checked_words(text, [file.size for file in files])
    return Clearance(conversation_id=conversation_id, text_hash=hash_of(words, [file.sha256 for file in files]), checks=CHECKS)


def _standing(macros: Sequence[tuple[str, int]]) -> tuple[Policy, ...]:
    """The macros in force; held until the commit, so that none is withdrawn between here and there. Raises Refused."""
    if not macros:
        return ()
    hold(macros)
    known = {(policy.ref, policy.version): policy for policy in policies_in_force("macro")}
    if not set(macros) <= known.keys():
        raise Refused("A macro in this reply was changed or withdrawn since. Insert it anew, or send words of your own.", code="macro_withdrawn")
    return tuple(known[name] for name in dict.fromkeys(macros))


def _count(used: Sequence[Policy], membership: Membership, conversation_id: int, *, posted: Posted, text: str) -> None:
    """What was used counts for its macro: as it stood, or edited."""
    conversation = spoken_in(conversation_id)
    if conversation is None:
        return
    place = Place("desk", channel=conversation.channel, conversation=conversation.ref, pool_id=membership.pool_id, vendor_id=membership.vendor_id)
    for one in used:
        as_it_stood = isinstance(one.content, Macro) and is_kept(one.content, text)
        kinds = ("shown", "used") if as_it_stood else ("shown", "used", "edited")
        count(membership.brand_id, [Cited(one.ref, one.version)], kinds=kinds, key=posted.ref, place=place, at=clock.now())
