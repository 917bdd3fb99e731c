"""Who wrote when, what was written last, and what was sent already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.domain.service.conversations.models import Conversation, Message

MOST = 200


def written_by(customer_id: int, *, since: datetime, until: datetime) -> list[datetime]:
    """The instants in [since, until) at which the customer wrote, by chat, form or e-mail."""
    rows = Message.objects.filter(conversation__customer_id=customer_id, author="customer", sent_at__gte=since, sent_at__lt=until)
    return list(rows.order_by("sent_at").values_list("sent_at", flat=True)[:MOST])


def last_said(conversation_id: int) -> Message | None:
    """The last message that people or the AI wrote."""
    return Message.objects.filter(conversation_id=conversation_id).exclude(author="system").order_by("-number").first()


def sent_from(generation_ids: Collection[int]) -> frozenset[int]:
    """Those of these generations that became a message."""
    return frozenset(Message.objects.filter(generation_id__in=list(generation_ids)).values_list("generation_id", flat=True))


def is_sent(conversation_id: int, *, author: str, client_id: str) -> bool:
    """Whether a message of this client id stands already: sent again, it is the same message."""
    return bool(client_id) and Message.objects.filter(conversation_id=conversation_id, author=author, client_id=client_id).exists()


def spoken_in(conversation_id: int) -> Conversation | None:
    """The conversation with its customer, when there is one in scope."""
    return Conversation.objects.select_related("customer").filter(pk=conversation_id).first()


def hold_conversation(conversation_id: int) -> Conversation | None:
    """The conversation with its customer, as they are until the transaction ends; for the transaction that decides on them.

    Whoever writes in it, says what it is about or changes what its customer has waits, or was waited for. Locked before any article.
    """
    rows = Conversation.objects.select_for_update(of=("self", "customer")).select_related("customer")
    return rows.filter(pk=conversation_id).first()
