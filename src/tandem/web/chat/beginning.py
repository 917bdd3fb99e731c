"""How somebody begins: as a visitor who is known, or as somebody new whose browser becomes theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tandem.domain.service.channels.actions import (
    arrive,
    check_unguessable,
    introduce,
    leave_message,
    note_arrival,
    start_chat,
)
from tandem.foundation.files.actions import Upload, prepared
from tandem.web.chat.entry import Visit
from tandem.web.chat.forms import LetterForm, StartForm
from tandem.web.chat.helped import Helped, note_asking


@dataclass(frozen=True, slots=True)
class Sent:
    """What comes with the form: files, the network address that is counted, what is brought from the help centre."""

    uploads: Sequence[Upload]
    address: str
    came: Helped


def begin(visit: Visit, form: StartForm, *, present: bool, sent: Sent) -> str:
    """A new chat, once per client id; somebody new becomes a visitor by it. Returns the conversation's reference.

    `present`: the page is open and says so from now on; without a script nobody could, and waiting goes on regardless.
    """
    form.is_valid()
    said = form.said
    asked: dict[str, Any] = {"text": said["text"], "client_id": said["client_id"], "queue_key": visit.queue_key, "present": present}
    with transaction.atomic():  # what a refusal leaves half done is undone, though the page is shown again
        note_arrival(visit.brand.pk, sent.address)
        asked |= {"language": visit.asked_language, "files": prepared(visit.actor, uploads=sent.uploads)}
        if visit.customer is None:
            started = arrive(visit.actor, visit.brand.pk, name=said["name"], email=said["email"], **asked)
            visit.become(started["customer"])
        else:
            introduce(visit.actor, visit.brand.pk, visit.customer.ref, name=said["name"], email=said["email"])
            started = start_chat(visit.actor, visit.brand.pk, customer_id=visit.customer.pk, **asked)
        note_asking(visit, str(started["conversation"]), sent.came)
    return str(started["conversation"])


def leave(visit: Visit, form: LetterForm, *, sent: Sent) -> None:
    """A message by form, once per client id; somebody new becomes a visitor by it, so that they find it again."""
    form.is_valid()
    known = visit.customer.ref if visit.customer else ""
    if not known:
        check_unguessable(form.said["client_id"])
    with transaction.atomic():
        note_arrival(visit.brand.pk, sent.address)
        files = prepared(visit.actor, uploads=sent.uploads)
        asked: dict[str, Any] = {"queue_key": visit.queue_key, "language": visit.asked_language, "customer_ref": known, "files": files}
        left = leave_message(visit.actor, visit.brand.pk, **form.said, **asked)
        if visit.customer is None:
            visit.become(left["customer"])
        note_asking(visit, str(left["conversation"]), sent.came)
