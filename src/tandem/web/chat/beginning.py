"""How somebody begins: as a visitor who is known, or as somebody new whose browser becomes theirs."""

from __future__ import annotations

from django.db import transaction

from tandem.domain.service.channels.actions import (
    arrive,
    check_unguessable,
    introduce,
    leave_message,
    start_chat,
)
from tandem.web.chat.entry import Visit
from tandem.web.chat.forms import LetterForm, StartForm


def begin(visit: Visit, form: StartForm, *, present: bool) -> str:
    """A new chat, once per client id; somebody new becomes a visitor by it. Returns the conversation's reference.

    `present`: the page is open and says so from now on; without a script nobody could, and waiting goes on regardless.
    """
    form.is_valid()
    said = form.said
    asked = {"text": said["text"], "client_id": said["client_id"], "queue_key": visit.queue_key, "language": visit.asked_language, "present": present}
    with transaction.atomic():  # what a refusal leaves half done is undone, though the page is shown again
        if visit.customer is None:
            started = arrive(visit.actor, visit.brand.pk, name=said["name"], email=said["email"], **asked)
            visit.become(started["customer"])
        else:
            introduce(visit.actor, visit.brand.pk, visit.customer.ref, name=said["name"], email=said["email"])
            started = start_chat(visit.actor, visit.brand.pk, customer_id=visit.customer.pk, **asked)
    return str(started["conversation"])


def leave(visit: Visit, form: LetterForm) -> None:
    """A message by form, once per client id; somebody new becomes a visitor by it, so that they find it again."""
    form.is_valid()
    known = visit.customer.ref if visit.customer else ""
    if not known:
        check_unguessable(form.said["client_id"])
    with transaction.atomic():
        left = leave_message(visit.actor, visit.brand.pk, **form.said, queue_key=visit.queue_key, language=visit.asked_language, customer_ref=known)
        if visit.customer is None:
            visit.become(left["customer"])
