"""What the tests of the chat share: a brand that is open, a browser with its cookie, a widget with its header."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client

from tandem.domain.service.conversations.models import Conversation, Message
from tandem.foundation.tenancy.scope import scope

HTMX = {"HX-Request": "true"}


def client_id() -> str:
    return uuid.uuid4().hex


def browser() -> Client:
    return Client()


def begin(client: Client, house: Any, text: str = "Where is my refund?", **values: Any):
    """The first message as the page's form sends it."""
    headers = values.pop("headers", None)
    return client.post(f"/chat/{house.brand.slug}/chats", {"text": text, "client_id": client_id(), **values}, headers=headers)


def started(client: Client, house: Any, text: str = "Where is my refund?") -> str:
    """A chat that was begun; its reference."""
    answer = begin(client, house, text)
    assert answer.status_code == 302, answer.content
    return answer["Location"].rpartition("c=")[2]


def said_in(house: Any) -> list[str]:
    with scope(house.scope):
        return [message.text for message in Message.objects.order_by("id") if message.author != "system"]


def chat_of(house: Any, ref: str) -> Conversation:
    with scope(house.scope):
        return Conversation.objects.get(ref=ref)


def count_chats(house: Any) -> int:
    with scope(house.scope):
        return Conversation.objects.count()
