"""What a customer brings from the help centre to a person: what they read, what they searched. Their first words go with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from tandem.domain.assistance.readings.access import Brought, brought, cookie_of, session_of
from tandem.domain.assistance.readings.actions import ask, recognise
from tandem.domain.service.conversations.access import conversation_of_customer
from tandem.web.chat.entry import Visit

KEPT = ("about", "words", "from")  # fields of the form, which the page's address may fill


@dataclass(frozen=True, slots=True)
class Helped:
    """What is brought, the session by which the reader is followed ("" for nobody), and the fields that carry both on."""

    brought: Brought
    session: str
    fields: dict[str, str]


def helped(request: HttpRequest, visit: Visit) -> Helped:
    """By the form or the address; the session by the browser's cookie, in a frame by the form alone."""
    given = request.POST if request.method == "POST" else request.GET
    fields = {name: given.get(name, "") for name in KEPT}
    session = session_of(visit.brand, fields["from"]) or session_of(visit.brand, request.COOKIES.get(cookie_of(visit.brand), ""))
    return Helped(brought(visit.brand, fields["about"], fields["words"]), session, {name: value for name, value in fields.items() if value})


def note_asking(visit: Visit, ref: str, came: Helped) -> None:
    """The customer of this conversation has asked; whoever answers sees what they had read."""
    ask(visit.brand.pk, conversation_of_customer(visit.customer_id, ref), session=came.session, brought=came.brought)


def know_reader(visit: Visit, came: Helped) -> None:
    """A known customer's browser that reads the help is theirs, whatever way they write to us later."""
    if came.session and visit.known is not None:
        recognise(visit.brand.pk, came.session, visit.customer_id)
