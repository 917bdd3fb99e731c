"""Steps of channels: transcripts, answers by mail to whoever is not in the chat; arrivals forgotten."""

from __future__ import annotations

from datetime import timedelta

from tandem.domain.service.channels.actions import ARRIVALS_KEPT, forget_arrivals_before, mail_reply, send_transcript
from tandem.domain.service.channels.models import Arrival
from tandem.domain.service.conversations.actions.marking import transcript_sent
from tandem.domain.service.conversations.queries import (
    conversation_with_customer,
    message_by_id,
    transcript_request,
)
from tandem.foundation import clock
from tandem.foundation.events.publishing import Happened
from tandem.foundation.tenancy.queries import everywhere
from tandem.foundation.tenancy.scope import Scope, scope

NOT_THERE = timedelta(minutes=2)


def mail_transcript(happened: Happened) -> None:
    """A transcript that was asked for goes out, once."""
    request = transcript_request(happened.data["request_id"])
    if request is None or request.sent_at is not None:
        return
    send_transcript(request.brand, request.conversation_id, email=request.email)
    transcript_sent(request)


def mail_answer(happened: Happened) -> None:
    """An expert's words to a customer who wrote by form or e-mail, or who left the chat and gave an address."""
    if happened.data.get("author") != "expert" or clock.virtual():
        return
    conversation = conversation_with_customer(happened.data["conversation_id"])
    customer = conversation.customer
    if not customer.email or customer.simulated:
        return
    seen = conversation.customer_seen_at
    if conversation.channel == "chat" and seen is not None and clock.now() - seen < NOT_THERE:
        return
    mail_reply(conversation, message_by_id(happened.data["message_id"]))


def forget_arrivals() -> int:
    """Arrivals of more than an hour ago. Nothing waits for it, so it never asks for another turn."""
    before = clock.now() - ARRIVALS_KEPT
    with everywhere("arrivals that are old"):
        brands = set(Arrival.objects.filter(arrived_at__lte=before).values_list("brand_id", flat=True)[:100])
    for brand_id in brands:
        with scope(Scope(brands=(brand_id,), purpose="deadline")):
            forget_arrivals_before(brand_id, before)
    return 0
