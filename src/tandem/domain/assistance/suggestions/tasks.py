"""Steps that follow events: make a suggestion, note what became of it. Each may run twice."""

from __future__ import annotations

from tandem.domain.assistance.suggestions import actions
from tandem.domain.service.conversations.queries import messages_since
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
