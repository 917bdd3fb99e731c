"""How customers come in: a chat, a form out of hours; and what goes to them by mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Invalid
from tandem.core.service.texts import checked_text
from tandem.domain.service.channels.models import ChatSettings
from tandem.domain.service.conversations.actions.opening import open_conversation
from tandem.domain.service.conversations.actions.posting import Posted, post_message
from tandem.domain.service.conversations.lines import line_of
from tandem.domain.service.conversations.queries import thread
from tandem.domain.service.customers.actions import change_customer, create_customer
from tandem.domain.service.queues.queries import default_queue, queue_by_key
from tandem.foundation import clock, mail
from tandem.foundation.audit.actions import record
from tandem.foundation.idempotency.actions import once
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import writing_in


def start_chat(actor: Actor, brand_id: int, *, customer_id: int, text: str, client_id: str, queue_key: str = "", language: str = "en", channel: str = "chat") -> dict[str, Any]:
    """A new conversation with its first message, once per client id. Returns {"conversation": ref, "message": ref}."""
    checked_text(text)
    if not client_id:
        raise Invalid("Send a client id, so that a repeated request starts no second chat.", field="client_id")

    def act() -> dict[str, Any]:
        queue = queue_by_key(brand_id, queue_key) if queue_key else default_queue(brand_id)
        conversation = open_conversation(actor, brand_id, customer_id=customer_id, queue_id=queue.pk, channel=channel, language=language, present=actor.kind == "customer")  # type: ignore[arg-type]
        posted: Posted = post_message(actor, brand_id, conversation.pk, author="customer", text=text, client_id=client_id)
        return {"conversation": conversation.ref, "message": posted.ref}

    with writing_in(brand_id):
        content = {"customer": customer_id, "text": text, "queue": queue_key, "channel": channel}
        result, _replayed = once(brand_id, source=f"start:{customer_id}", client_id=client_id, content=content, act=act)
    return result


def leave_message(actor: Actor, brand_id: int, *, name: str, email: str, text: str, client_id: str, queue_key: str = "") -> dict[str, Any]:
    """The form for when nobody is there: the answer comes by e-mail. Once per client id. Raises Invalid."""
    checked_text(text)
    if not email:
        raise Invalid("We need an e-mail address to answer you.", field="email")
    if not client_id:
        raise Invalid("Send a client id, so that a repeated request leaves no second message.", field="client_id")

    def act() -> dict[str, Any]:
        customer = create_customer(actor, brand_id, name=name, email=email)
        return start_chat(actor, brand_id, customer_id=customer.pk, text=text, client_id=client_id, queue_key=queue_key, channel="form") | {"customer": customer.ref}

    with writing_in(brand_id):
        result, _replayed = once(brand_id, source="form", client_id=client_id, content={"name": name, "email": email, "text": text, "queue": queue_key}, act=act)
    return result


def introduce(actor: Actor, brand_id: int, customer_ref: str, *, name: str = "", email: str = "") -> None:
    """A visitor says who they are."""
    values = {key: value for key, value in (("name", name), ("email", email)) if value}
    if values:
        change_customer(actor, brand_id, customer_ref, **values)


def set_chat(actor: Actor, brand_id: int, *, greeting: str, privacy_url: str, widget_origins: list[str]) -> ChatSettings:
    """How the chat greets and where its widget may stand. Raises Invalid on an origin that is none."""
    for origin in widget_origins:
        if not origin.startswith(("https://", "http://localhost", "http://127.0.0.1")) or origin.count("/") != 2 or any(c in origin for c in " ;,'\"*"):  # noqa: PLR2004  scheme://host
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
        who = {"customer": _("You"), "expert": message.membership.display_name if message.membership else "", "ai": _("AI assistant"), "system": brand.name}[message.author]
        parts.append(f"{who}, {message.sent_at:%Y-%m-%d %H:%M} UTC\n{said}")
    mail.send(to=email, subject=_("Your chat with %(brand)s") % {"brand": brand.name}, text="\n\n".join(parts))


def mail_reply(brand: Brand, *, conversation_ref: str, email: str, name: str, text: str, sender: str) -> None:
    """An expert's answer to somebody who is not in the chat."""
    greeting = _("Hello %(name)s,") % {"name": name} if name else _("Hello,")
    closing = _("You can answer here: %(address)s") % {"address": f"{settings.PUBLIC_URL}/chat/{brand.slug}?c={conversation_ref}"}
    mail.send(
        to=email, subject=_("%(brand)s has answered you") % {"brand": brand.name}, text=f"{greeting}\n\n{text}\n\n{sender}, {brand.name}\n\n{closing}\n{clock.now():%Y-%m-%d}"
    )
