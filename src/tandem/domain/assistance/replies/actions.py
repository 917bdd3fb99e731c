"""The only door for an expert's or the AI's words, and for their last: checks first, then the message with their Clearance, or the closure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.applicability import applies
from tandem.core.knowledge.measures import Cited
from tandem.core.knowledge.policies.macros import Macro, is_kept
from tandem.core.knowledge.policies.meeting import Policy
from tandem.core.service.attachments import checked_words
from tandem.core.service.clearance import Clearance, hash_of
from tandem.domain.assistance.guidance.queries import check_told, unsaid_in
from tandem.domain.assistance.replies.queries import macros_spoken, sections_quoted
from tandem.domain.assistance.suggestions.queries import check_stands
from tandem.domain.knowledge.articles.queries.quoted import fallen, hold
from tandem.domain.knowledge.policies.queries import policies_in_force
from tandem.domain.knowledge.usage.actions.counting import Place, count
from tandem.domain.service.conversations.actions.closing import resolve as close
from tandem.domain.service.conversations.actions.posting import Posted, post_message
from tandem.domain.service.conversations.queries import holder_of
from tandem.domain.service.conversations.queries.matter import circumstances_of
from tandem.domain.service.conversations.queries.writing import hold_conversation, is_sent, spoken_in
from tandem.foundation import clock
from tandem.foundation.files.actions import Prepared
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in

CHECKS = ("text",)
NOBODY_IS_TOLD = ("spam",)  # of a contact's ends: there is no customer to say anything to


def send(
    actor: Actor, membership: Membership, conversation_id: int, *, text: str, client_id: str, generation_id: int | None = None,
    files: Sequence[Prepared] = (), macros: Sequence[tuple[str, int]] = (), quotes: Sequence[tuple[str, int]] = (),
) -> Posted:  # fmt: skip
    """Send an expert's reply, from whatever surface. Once per client id.

    `generation_id` names the draft it came from, whose articles must still hold when it is sent; `macros` (reference, version) those
    that were put into it and `quotes` the articles that were quoted, as far as their words stand in it: those must hold, too. Raises Invalid, Absent,
    Refused (`draft_withdrawn`, `macro_withdrawn`, `quote_withdrawn`, `disclosure_missing`, `not_holder`, `key_reused`, `file_used`).
    """
    with writing_in(membership.brand_id, savepoint=False):
        used: tuple[Policy, ...] = ()
        quoted: tuple[tuple[Cited, bool], ...] = ()
        if not is_sent(conversation_id, author="expert", client_id=client_id):
            check_told(conversation_id, membership, text=text)
            used, quoted = _standing(macros, conversation_id, text=text), _quoted(quotes, conversation_id, text=text)
            if generation_id is not None:
                check_stands(generation_id)
        posted = post_message(
            actor, membership.brand_id, conversation_id, author="expert", text=text, client_id=client_id, membership_id=membership.pk,
            clearance=_cleared(conversation_id, text, files), generation_id=generation_id, files=files,
            facts=_came_from(used, quoted),
        )  # fmt: skip
        if (used or quoted) and not posted.replayed:
            as_it_stood = [(Cited(one.ref, one.version), isinstance(one.content, Macro) and is_kept(one.content, text)) for one in used]
            _count(as_it_stood, membership, conversation_id, posted=posted, surface="desk")
            _count(quoted, membership, conversation_id, posted=posted, surface="search")
        return posted


def resolve(actor: Actor, membership: Membership, conversation_id: int, *, disposition: str = "solved") -> Any:
    """The holder ends the contact, from whatever surface, once everything is said that has to be said by then. Returns the closure.

    Raises Invalid, Absent, Refused (`disclosure_missing`, `not_holder`).
    """
    with writing_in(membership.brand_id, savepoint=False):
        if disposition not in NOBODY_IS_TOLD:
            _check_told_at_closing(conversation_id, membership)
        return close(actor, membership.brand_id, conversation_id, membership=membership, disposition=disposition)


def _check_told_at_closing(conversation_id: int, member: Membership) -> None:
    """What certainly has to be said when a conversation ends is said. Whoever does not hold it is refused for that, later."""
    due = unsaid_in(conversation_id, member, moment="closing")
    holder = holder_of(conversation_id) if due is not None else None
    if due is not None and holder is not None and holder.membership_id == member.pk:
        raise Refused(
            "Before you resolve it, “%(title)s” has to be said word for word: “%(words)s” Insert it, send it, then resolve.",
            named={"title": due.title, "words": due.rule.text}, code="disclosure_missing",
        )  # fmt: skip


def _cleared(conversation_id: int, text: str, files: Sequence[Prepared]) -> Clearance:
    """Run every check on the words and what goes with them; what passes gets its Clearance."""
    words = checked_words(text, [file.size for file in files])
    return Clearance(conversation_id=conversation_id, text_hash=hash_of(words, [file.sha256 for file in files]), checks=CHECKS)


def _standing(macros: Sequence[tuple[str, int]], conversation_id: int, *, text: str) -> tuple[Policy, ...]:
    """The macros whose words are in the text, in force and for what the conversation is about; held until the commit, and so is the conversation.

    Raises Refused (`macro_withdrawn`); without its words a macro is none, so taking them out is a way on.
    """
    conversation = hold_conversation(conversation_id) if macros else None
    if conversation is None:
        return ()
    hold(macros)
    used, standing = macros_spoken(macros, text), {(policy.ref, policy.version) for policy in policies_in_force("macro")}
    matter, now = circumstances_of(conversation, audience="expert"), clock.now()
    for one in used:
        if (one.ref, one.version) not in standing:
            raise Refused(
                "“%(title)s” was changed or withdrawn since you inserted it. Take its words out; where it still holds, insert it anew.",
                named={"title": one.title}, code="macro_withdrawn",
            )  # fmt: skip
        if not applies(one.applies, matter, at=now):
            raise Refused(
                "“%(title)s” does not apply to what this conversation is about. Take its words out, and write your own.",
                named={"title": one.title}, code="macro_withdrawn",
            )  # fmt: skip
    return used


def _quoted(quotes: Sequence[tuple[str, int]], conversation_id: int, *, text: str) -> tuple[tuple[Cited, bool], ...]:
    """(section, whether it is whole) of those quoted whose words are in the text; held until the commit, and so is the conversation.

    Raises Refused (`quote_withdrawn`); without its words a quotation is none, so taking them out is a way on.
    """
    conversation = hold_conversation(conversation_id) if quotes else None
    if conversation is None:
        return ()
    hold(quotes)
    found = sections_quoted(quotes, text)
    gone = fallen({(cited.article, cited.version) for cited, _ in found}, circumstances=circumstances_of(conversation, audience="customer"))
    if gone:
        raise Refused(
            "“%(title)s” was changed since you quoted it, or is not for what this conversation is about. Take its words out, or quote it anew in their place.",
            named={"title": gone[0].title}, code="quote_withdrawn",
        )  # fmt: skip
    return found


def _came_from(used: Sequence[Policy], quoted: Sequence[tuple[Cited, bool]]) -> dict[str, Any] | None:
    """What is kept of how the words came about."""
    names = sorted({(cited.article, cited.version) for cited, _ in quoted})
    facts = {"macros": [[one.ref, one.version] for one in used], "quotes": [list(name) for name in names]}
    return {key: value for key, value in facts.items() if value} or None


def _count(used: Sequence[tuple[Cited, bool]], membership: Membership, conversation_id: int, *, posted: Posted, surface: str) -> None:
    """What was used counts, with whether it went out as it stood: edited where it did not."""
    conversation = spoken_in(conversation_id) if used else None
    if conversation is None:
        return
    place = Place(surface, channel=conversation.channel, conversation=conversation.ref, pool_id=membership.pool_id, vendor_id=membership.vendor_id)
    for cited, as_it_stood in used:
        kinds = ("shown", "used") if as_it_stood else ("shown", "used", "edited")
        count(membership.brand_id, [cited], kinds=kinds, key=posted.ref, place=place, at=clock.now())
