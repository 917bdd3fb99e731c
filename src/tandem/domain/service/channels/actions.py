"""How customers come in: a chat, a form out of hours, by mail after all."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.kit.refusals import Invalid, TooMany
from tandem.core.service.attachments import checked_words
from tandem.domain.service.channels.access import return_days, return_token
from tandem.domain.service.channels.models import Arrival, ChatSettings
from tandem.domain.service.conversations.actions.changing import change_channel
from tandem.domain.service.conversations.actions.opening import open_conversation
from tandem.domain.service.conversations.actions.posting import Posted, check_client_id, post_message
from tandem.domain.service.conversations.lines import line_of
from tandem.domain.service.conversations.queries import count_forms, count_started, files_of_messages, thread
from tandem.domain.service.customers.actions import change_customer, create_customer, renew_link_key
from tandem.domain.service.queues.queries import default_queue, queue_by_key
from tandem.foundation import clock, mail
from tandem.foundation.audit.actions import record
from tandem.foundation.files.actions import Prepared
from tandem.foundation.files.models import File
from tandem.foundation.idempotency.actions import once
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import writing_in

PACE_SPELL = timedelta(hours=1)
MOST_RETURN_DAYS = 90
MOST_IN_A_SPELL = 10  # new chats of one visitor
ARRIVALS = ((20, timedelta(minutes=1)), (100, timedelta(hours=1)))  # of one address: a school or a mobile network has many people behind one
ARRIVALS_KEPT = timedelta(hours=1)
UNGUESSABLE = 20  # characters of a client id that also says who the visitor is


def start_chat(
    actor: Actor, brand_id: int, *, customer_id: int, text: str, client_id: str, queue_key: str = "", language: str = "en", channel: str = "chat",
    present: bool | None = None, files: Sequence[Prepared] = (),
) -> dict[str, Any]:  # fmt: skip
    """A new conversation with its first message, once per client id. Returns {"conversation": ref, "message": ref}.

    `present` (a customer's own request: yes, unless said otherwise): their page is open, and tells so from now on.
    Raises Invalid, Absent, TooMany.
    """
    text = checked_words(text, [file.size for file in files])
    _check_start_id(client_id)

    def act() -> dict[str, Any]:
        if actor.kind == "customer":
            _check_pace(count_started(customer_id, since=clock.now() - PACE_SPELL))
        queue = queue_by_key(brand_id, queue_key) if queue_key else default_queue(brand_id)
        there = actor.kind == "customer" if present is None else present
        conversation = open_conversation(brand_id, customer_id=customer_id, queue_id=queue.pk, channel=channel, language=language, present=there)  # type: ignore[arg-type]
        posted: Posted = post_message(actor, brand_id, conversation.pk, author="customer", text=text, client_id=client_id, files=files)
        return {"conversation": conversation.ref, "message": posted.ref}

    with writing_in(brand_id, savepoint=False):
        content = {"customer": customer_id, "text": text, "queue": queue_key, "channel": channel} | _named(files)
        result, _replayed = once(brand_id, source=f"start:{customer_id}", client_id=client_id, content=content, act=act)
    return result


def arrive(
    actor: Actor, brand_id: int, *, text: str, client_id: str, name: str = "", email: str = "", queue_key: str = "", language: str = "en",
    present: bool = True, channel: str = "chat", files: Sequence[Prepared] = (),
) -> dict[str, Any]:  # fmt: skip
    """Somebody new writes for the first time: a customer and their chat, once per client id, which must be unguessable.

    Returns {"customer", "conversation", "message"}. Whoever repeats the request is taken for the same visitor.
    """
    text = checked_words(text, [file.size for file in files])
    _check_start_id(client_id)
    check_unguessable(client_id)

    def act() -> dict[str, Any]:
        customer = create_customer(actor, brand_id, name=name, email=email, language=language)
        mine = Actor("customer", customer.pk, via=actor.via, simulated=actor.simulated)
        started = start_chat(
            mine, brand_id, customer_id=customer.pk, text=text, client_id=client_id, queue_key=queue_key, language=language, present=present, channel=channel,
            files=files,
        )  # fmt: skip
        return started | {"customer": customer.ref}

    with writing_in(brand_id):
        content = {"name": name, "email": email, "text": text, "queue": queue_key, "channel": channel} | _named(files)
        result, _replayed = once(brand_id, source="arrive", client_id=client_id, content=content, act=act)
    return result


def leave_message(
    actor: Actor, brand_id: int, *, name: str, email: str, text: str, client_id: str, queue_key: str = "", language: str = "en", customer_ref: str = "",
    files: Sequence[Prepared] = (),
) -> dict[str, Any]:  # fmt: skip
    """The form for when nobody is there: the answer comes by e-mail. Once per client id. Raises Invalid, TooMany.

    `customer_ref`: the visitor, where they are known already; else a new customer is made.
    """
    text = checked_words(text, [file.size for file in files])
    if not email:
        raise Invalid("We need an e-mail address to answer you.", field="email")
    _check_start_id(client_id)

    def act() -> dict[str, Any]:
        _check_pace(count_forms(email, since=clock.now() - PACE_SPELL))
        if customer_ref:
            customer = change_customer(actor, brand_id, customer_ref, **_said(name=name, email=email))
        else:
            customer = create_customer(actor, brand_id, name=name, email=email, language=language)
        started = start_chat(
            Actor("customer", customer.pk, via=actor.via, simulated=actor.simulated), brand_id, customer_id=customer.pk, text=text, client_id=client_id,
            queue_key=queue_key, language=language, channel="form", files=files,
        )  # fmt: skip
        return started | {"customer": customer.ref}

    with writing_in(brand_id):
        content = {"name": name, "email": email, "text": text, "queue": queue_key} | _named(files)
        result, _replayed = once(brand_id, source="form", client_id=client_id, content=content, act=act)
    return result


def check_unguessable(client_id: str) -> None:
    """Where the client id also says who the visitor is, nobody may guess it. Raises Invalid."""
    if len(client_id) < UNGUESSABLE:
        raise Invalid("Reload the page and send this again.", field="client_id", code="weak_client_id")


def introduce(actor: Actor, brand_id: int, customer_ref: str, *, name: str = "", email: str = "") -> None:
    """A visitor says who they are."""
    if values := _said(name=name, email=email):
        change_customer(actor, brand_id, customer_ref, **values)


def set_chat(actor: Actor, brand_id: int, *, greeting: str, privacy_url: str, widget_origins: list[str], return_days: int = 14) -> ChatSettings:
    """How the chat greets, where its widget may stand, for how many days a mailed link opens a chat. Raises Invalid."""
    if not 1 <= return_days <= MOST_RETURN_DAYS:
        raise Invalid("Choose 1 to %(most_return_days)s days.", named={"most_return_days": MOST_RETURN_DAYS}, field="return_days")
    for origin in widget_origins:
        if not origin.startswith(("https://", "http://localhost", "http://127.0.0.1")) or origin.count("/") != 2 or any(c in origin for c in " ;,'\"*"):
            raise Invalid("%(origin)s is no origin. Write it as https://shop.example.", named={"origin": origin}, field="widget_origins")
    with writing_in(brand_id):
        row, _made = ChatSettings.objects.update_or_create(
            brand_id=brand_id, defaults={"greeting": greeting[:300], "privacy_url": privacy_url, "widget_origins": widget_origins, "return_days": return_days}
        )
        record(actor, brand_id, verb="chat.set", subject=f"brand-{brand_id}", origins=len(widget_origins))
    return row


def answer_by_mail(actor: Actor, brand_id: int, conversation: Any, *, email: str = "") -> None:
    """Who waits in the chat is answered by e-mail instead: at this address, or at the one that is known. Twice is once.

    Raises Invalid where there is no address, Refused (`not_waiting`).
    """
    with writing_in(brand_id):
        if not (email or conversation.customer.email):
            raise Invalid("We need an e-mail address to answer you.", field="email")
        if email and email != conversation.customer.email:
            change_customer(actor, brand_id, conversation.customer.ref, email=email)
        change_channel(actor, brand_id, conversation.pk, to="email")


def note_arrival(brand_id: int, address: str) -> None:
    """Somebody new, or a new chat, from this address of the network; none is counted where it is unknown. Raises TooMany.

    Counted in the database, so by all processes together; parallel requests may pass a limit by their own number.
    """
    if not address:
        return
    key, now = hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest(), clock.now()
    with writing_in(brand_id, savepoint=False):
        moments = list(Arrival.objects.filter(address=key, arrived_at__gt=now - ARRIVALS_KEPT).order_by("-arrived_at").values_list("arrived_at", flat=True))
        for most, spell in ARRIVALS:
            if len(moments) >= most and moments[most - 1] > now - spell:
                wait = ceil((moments[most - 1] + spell - now).total_seconds())
                raise TooMany("Many chats were begun from your network just now. Wait a little, then send it again.", retry_seconds=wait)
        Arrival.objects.create(brand_id=brand_id, address=key, arrived_at=now)


def renew_links(actor: Actor, brand_id: int, customer_ref: str) -> None:
    """No link that was mailed to the customer is good any more. Raises Absent."""
    with writing_in(brand_id):
        renew_link_key(brand_id, customer_ref)
        record(actor, brand_id, verb="customer.links_renewed", subject=customer_ref)


def send_transcript(brand: Brand, conversation_id: int, *, email: str) -> None:
    """The thread as the customer saw it, by mail; files by their names."""
    rows = thread(conversation_id, most=1000)
    files = files_of_messages([message.pk for message in rows])
    parts = []
    for message in rows:
        said = [message.text or line_of(message, for_customer=True), *_file_lines(files.get(message.pk, ()))]
        if not any(said):
            continue
        writer = message.membership.display_name if message.membership else ""
        who = {"customer": _("You"), "expert": writer, "ai": _("AI assistant"), "system": brand.name}[message.author]
        parts.append("\n".join([f"{who}, {message.sent_at:%Y-%m-%d %H:%M} UTC", *filter(None, said)]))
    mail.send(to=email, subject=_("Your chat with %(brand)s") % {"brand": brand.name}, text="\n\n".join(parts))


def mail_reply(conversation: Any, message: Any) -> None:
    """An expert's answer to somebody who is not in the chat, with a link that opens it in any browser."""
    brand, customer = conversation.brand, conversation.customer
    greeting = _("Hello %(name)s,") % {"name": customer.name} if customer.name else _("Hello,")
    said = "\n\n".join(filter(None, [message.text, "\n".join(_file_lines(files_of_messages([message.pk]).get(message.pk, ())))]))
    sender = message.membership.display_name if message.membership else ""
    query = urlencode({"c": conversation.ref, "k": return_token(conversation)})
    days = return_days(brand.pk)
    closing = ngettext(
        "Read all of it, see files and answer here; this link works for %(days)d day and opens this conversation, so keep it to yourself:",
        "Read all of it, see files and answer here; this link works for %(days)d days and opens this conversation, so keep it to yourself:", days,
    ) % {"days": days}  # fmt: skip
    address = f"{settings.PUBLIC_URL}/chat/{brand.slug}?{query}"
    mail.send(
        to=customer.email,
        subject=_("%(brand)s has answered you") % {"brand": brand.name},
        text=f"{greeting}\n\n{said}\n\n{sender}, {brand.name}\n\n{closing}\n{address}\n{clock.now():%Y-%m-%d}",
    )


def forget_arrivals_before(brand_id: int, moment: datetime) -> None:
    """Arrivals are counted for an hour, then nothing of them stays."""
    with writing_in(brand_id, savepoint=False):
        Arrival.objects.filter(arrived_at__lte=moment).delete()


def _file_lines(files: Sequence[File]) -> list[str]:
    return [_("File: %(name)s") % {"name": file.name or _("removed")} for file in files]


def _named(files: Sequence[Prepared]) -> dict[str, Any]:
    """The files of a request, so that the same key with others is another request."""
    return {"files": [file.sha256 for file in files]} if files else {}


def _said(**values: str) -> dict[str, str]:
    """What the visitor filled in; what they left empty stays as it was."""
    return {name: value for name, value in values.items() if value}


def _check_start_id(client_id: str) -> None:
    if not client_id:
        raise Invalid("Send a client id, so that a repeated request starts no second chat.", field="client_id")
    check_client_id(client_id)


def _check_pace(started: int) -> None:
    if started >= MOST_IN_A_SPELL:
        raise TooMany(
            "You have begun %(most_in_a_spell)s chats within an hour. Go on in one of them, or begin a new one a little later.",
            named={"most_in_a_spell": MOST_IN_A_SPELL},
        )
