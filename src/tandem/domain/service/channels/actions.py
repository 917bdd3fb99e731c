"""How customers come in: a chat, a form out of hours; and what goes to them by mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Invalid, TooMany
from tandem.core.service.texts import checked_text
from tandem.domain.service.channels.models import ChatSettings
from tandem.domain.service.conversations.actions.opening import open_conversation
from tandem.domain.service.conversations.actions.posting import Posted, check_client_id, post_message
from tandem.domain.service.conversations.lines import line_of
from tandem.domain.service.conversations.queries import count_forms, count_started, thread
from tandem.domain.service.customers.actions import change_customer, create_customer
from tandem.domain.service.queues.queries import default_queue, queue_by_key
from tandem.foundation import clock, mail
from tandem.foundation.audit.actions import record
from tandem.foundation.idempotency.actions import once
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import writing_in

PACE_SPELL = timedelta(hours=1)
MOST_IN_A_SPELL = 10  # new chats of one visitor
UNGUESSABLE = 20  # characters of a client id that also says who the visitor is


def start_chat(
    actor: Actor, brand_id: int, *, customer_id: int, text: str, client_id: str, queue_key: str = "", language: str = "en", channel: str = "chat",
    present: bool | None = None
) -> dict[str, Any]:  # fmt: skip
    """A new conversation with its first message, once per client id. Returns {"conversation": ref, "message": ref}.

    `present` (a customer's own request: yes, unless said otherwise): their page is open, and tells so from now on.
    Raises Invalid, Absent, TooMany.
    """
    checked_text(text)
    _check_start_id(client_id)

    def act() -> dict[str, Any]:
        if actor.kind == "customer":
            _check_pace(count_started(customer_id, since=clock.now() - PACE_SPELL))
        queue = queue_by_key(brand_id, queue_key) if queue_key else default_queue(brand_id)
        there = actor.kind == "customer" if present is None else present
        conversation = open_conversation(brand_id, customer_id=customer_id, queue_id=queue.pk, channel=channel, language=language, present=there)  # type: ignore[arg-type]
        posted: Posted = post_message(actor, brand_id, conversation.pk, author="customer", text=text, client_id=client_id)
        return {"conversation": conversation.ref, "message": posted.ref}

    with writing_in(brand_id, savepoint=False):
        content = {"customer": customer_id, "text": text, "queue": queue_key, "channel": channel}
        result, _replayed = once(brand_id, source=f"start:{customer_id}", client_id=client_id, content=content, act=act)
    return result


def arrive(
    actor: Actor, brand_id: int, *, text: str, client_id: str, name: str = "", email: str = "", queue_key: str = "", language: str = "en",
    present: bool = True, channel: str = "chat"
) -> dict[str, Any]:  # fmt: skip
    """Somebody new writes for the first time: a customer and their chat, once per client id, which must be unguessable.

    Returns {"customer", "conversation", "message"}. Whoever repeats the request is taken for the same visitor.
    """
    checked_text(text)
    _check_start_id(client_id)
    check_unguessable(client_id)

    def act() -> dict[str, Any]:
        customer = create_customer(actor, brand_id, name=name, email=email, language=language)
        mine = Actor("customer", customer.pk, via=actor.via, simulated=actor.simulated)
        started = start_chat(
            mine, brand_id, customer_id=customer.pk, text=text, client_id=client_id, queue_key=queue_key, language=language, present=present, channel=channel
        )
        return started | {"customer": customer.ref}

    with writing_in(brand_id):
        content = {"name": name, "email": email, "text": text, "queue": queue_key, "channel": channel}
        result, _replayed = once(brand_id, source="arrive", client_id=client_id, content=content, act=act)
    return result


def leave_message(
    actor: Actor, brand_id: int, *, name: str, email: str, text: str, client_id: str, queue_key: str = "", language: str = "en", customer_ref: str = ""
) -> dict[str, Any]:  # fmt: skip
    """The form for when nobody is there: the answer comes by e-mail. Once per client id. Raises Invalid, TooMany.

    `customer_ref`: the visitor, where they are known already; else a new customer is made.
    """
    checked_text(text)
    if not email:
        raise Invalid("We need an e-mail address to answer you.", field="email")
    _check_start_id(client_id)

    def act() -> dict[str, Any]:
        _check_pace(count_forms(email, since=clock.now() - PACE_SPELL))
        if customer_ref:
            customer = change_customer(actor, brand_id, customer_ref, **_said(name=name, email=email))
        else:
            customer = create_customer(actor, brand_id, name=name, email=email, language=language)
        started = start_chat(actor, brand_id, customer_id=customer.pk, text=text, client_id=client_id, queue_key=queue_key, language=language, channel="form")
        return started | {"customer": customer.ref}

    with writing_in(brand_id):
        result, _replayed = once(
            brand_id, source="form", client_id=client_id, content={"name": name, "email": email, "text": text, "queue": queue_key}, act=act
        )
    return result


def check_unguessable(client_id: str) -> None:
    """Where the client id also says who the visitor is, nobody may guess it. Raises Invalid."""
    if len(client_id) < UNGUESSABLE:
        raise Invalid("Reload the page and send this again.", field="client_id", code="weak_client_id")


def introduce(actor: Actor, brand_id: int, customer_ref: str, *, name: str = "", email: str = "") -> None:
    """A visitor says who they are."""
    if values := _said(name=name, email=email):
        change_customer(actor, brand_id, customer_ref, **values)


def set_chat(actor: Actor, brand_id: int, *, greeting: str, privacy_url: str, widget_origins: list[str]) -> ChatSettings:
    """How the chat greets and where its widget may stand. Raises Invalid on an origin that is none."""
    for origin in widget_origins:
        if not origin.startswith(("https://", "http://localhost", "http://127.0.0.1")) or origin.count("/") != 2 or any(c in origin for c in " ;,'\"*"):
            raise Invalid(f"{origin} is no origin. Write it as https://shop.example.", field="widget_origins")
    with writing_in(brand_id):
        row, _made = ChatSettings.objects.update_or_create(
            brand_id=brand_id, defaults={"greeting": greeting[:300], "privacy_url": privacy_url, "widget_origins": widget_origins}
        )
        record(actor, brand_id, verb="chat.set", subject=f"brand-{brand_id}", origins=len(widget_origins))
    return row


def send_transcript(brand: Brand, conversation_id: int, *, email: str) -> None:
    """The thread as the customer saw it, by mail."""
    rows = thread(conversation_id, most=1000)
    parts = []
    for message in rows:
        said = message.text or line_of(message, for_customer=True)
        if not said:
            continue
        who = {"customer": _("You"), "expert": message.membership.display_name if message.membership else "", "ai": _("AI assistant"), "system": brand.name}[
            message.author
        ]
        parts.append(f"{who}, {message.sent_at:%Y-%m-%d %H:%M} UTC\n{said}")
    mail.send(to=email, subject=_("Your chat with %(brand)s") % {"brand": brand.name}, text="\n\n".join(parts))


def mail_reply(brand: Brand, *, conversation_ref: str, email: str, name: str, text: str, sender: str) -> None:
    """An expert's answer to somebody who is not in the chat."""
    greeting = _("Hello %(name)s,") % {"name": name} if name else _("Hello,")
    closing = _("You can answer here: %(address)s") % {"address": f"{settings.PUBLIC_URL}/chat/{brand.slug}?c={conversation_ref}"}
    mail.send(
        to=email,
        subject=_("%(brand)s has answered you") % {"brand": brand.name},
        text=f"{greeting}\n\n{text}\n\n{sender}, {brand.name}\n\n{closing}\n{clock.now():%Y-%m-%d}",
    )


def _said(**values: str) -> dict[str, str]:
    """What the visitor filled in; what they left empty stays as it was."""
    return {name: value for name, value in values.items() if value}


def _check_start_id(client_id: str) -> None:
    if not client_id:
        raise Invalid("Send a client id, so that a repeated request starts no second chat.", field="client_id")
    check_client_id(client_id)


def _check_pace(started: int) -> None:
    if started >= MOST_IN_A_SPELL:
        raise TooMany(f"You have begun {MOST_IN_A_SPELL} chats within an hour. Go on in one of them, or begin a new one a little later.")
