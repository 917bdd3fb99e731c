"""Steps that follow events: make a suggestion, note what became of it. Each may run twice."""

from __future__ import annotations

from functools import partial

from tandem.domain.assistance.precedents.actions.noting import note
from tandem.domain.assistance.suggestions import actions
from tandem.domain.assistance.suggestions.facts import taught_by
from tandem.domain.knowledge.usage.actions.counting import count_reopened
from tandem.domain.service.conversations.queries import messages_since
from tandem.domain.service.conversations.queries.holding import reopening, repeats_of_case
from tandem.foundation.events.publishing import Happened
from tandem.foundation.tenancy.actor import Actor


def draft_reply(happened: Happened) -> None:
    """A customer wrote (MessagePosted): offer the expert a draft, or say why there is none."""
    data = happened.data
    if data["author"] == "customer":
        actions.suggest(happened.brand_id, data["conversation_id"], message_id=data["message_id"])


def settle_used(happened: Happened) -> None:
    """An expert answered (MessagePosted): the draft was taken, changed or left."""
    data = happened.data
    if data["author"] != "expert":
        return
    sent = next(
        (
            m
            for m in messages_since(data["conversation_id"], data["number"] - 1)
            if m.pk == data["message_id"]
        ),
        None,
    )
    if sent is not None:
        by = Actor("person", membership_id=sent.membership_id, via="reply")
        actions.mark_used(by, data["conversation_id"], text=sent.text, generation_id=sent.generation_id)


def ignore_unused(happened: Happened) -> None:
    """The contact ended (ContactResolved, ContactAbandoned): what is still offered will not be used."""
    actions.ignore_open(happened.data["conversation_id"], reason="the contact ended")


def withdraw_changed(happened: Happened) -> None:
    """An article changed (ArticlePublished, ArticleRetired): drafts from it are withdrawn."""
    actions.withdraw(happened.data["article"])


def learn_from_fate(happened: Happened) -> None:
    """A suggestion was settled (SuggestionSettled): what its articles were worth for the question."""
    ref = happened.data["suggestion"]
    taught = taught_by(ref)
    if taught is not None:
        said = partial(note, happened.brand_id, taught.message_id, kind=taught.kind, cause=taught.cause, articles=taught.articles)
        said(key=f"settled:{ref}", by=taught.by, at=happened.at)


def restate(happened: Happened) -> None:
    """Somebody said what a conversation is about (MatterStated): what was offered before that is made anew."""
    actions.suggest_anew(happened.brand_id, happened.data["conversation_id"], since=happened.at)


def count_return(happened: Happened) -> None:
    """A conversation was reopened (ContactOpened): what was used in it within the week did not settle the matter."""
    repeat = reopening(happened.data["contact_id"])
    if repeat is not None:
        count_reopened(happened.brand_id, repeat.conversations, contact=repeat.contact, at=repeat.opened_at)


def count_repeats(happened: Happened) -> None:
    """A conversation was put to a case (CaseChanged): its contact may be a repeat of an earlier one of the case."""
    for repeat in repeats_of_case(happened.data["conversation_id"]):
        count_reopened(happened.brand_id, repeat.conversations, contact=repeat.contact, at=repeat.opened_at)
