"""Customers' messages by number, and what experts answered to them: for who measures what knowledge lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.domain.service.conversations.models import Closure, Contact, Conversation, Message, Survey


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer's message that still exists, and whose it was."""

    message_id: int
    text: str
    customer: str
    language: str
    queue_id: int
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """An expert's own words right after a customer's message, in a contact that was solved, not repeated and rated well."""

    message_id: int  # of the question
    conversation: str
    customer: str
    text: str
    membership_id: int
    writer: str
    score: int


def asked(message_ids: Sequence[int]) -> dict[int, Asked]:
    """Message -> what was asked, for those that exist in scope and still have words."""
    rows = Message.objects.filter(pk__in=list(message_ids), author="customer").exclude(text="").select_related("conversation__customer")
    return {
        row.pk: Asked(row.pk, row.text, row.conversation.customer.name, row.conversation.language, row.conversation.queue_id, row.sent_at) for row in rows
    }


def last_asked(conversation_ref: str) -> Asked | None:
    """The last message that a conversation's customer wrote."""
    row = Message.objects.filter(conversation__ref=conversation_ref, author="customer").order_by("-number").first()
    return asked([row.pk]).get(row.pk) if row else None


def well_answered(message_ids: Sequence[int], *, least_score: int) -> tuple[Answered, ...]:
    """The answers that served: the contact solved, its survey at least so good, the conversation not reopened since; not from a draft."""
    found = []
    for question in Message.objects.filter(pk__in=list(message_ids)).select_related("conversation__customer"):
        later = Message.objects.filter(conversation_id=question.conversation_id, number__gt=question.number).exclude(author="system")
        answer = later.select_related("membership").order_by("number").first()
        if answer is None or answer.author != "expert" or answer.generation_id is not None or answer.membership_id is None:
            continue
        if not Closure.objects.filter(contact_id=answer.contact_id, disposition="solved").exists() or _came_back(question.conversation):
            continue
        score = Survey.objects.filter(contact_id=answer.contact_id, score__gte=least_score).values_list("score", flat=True).first()
        if score is not None:
            conversation = question.conversation
            name = answer.membership.display_name
            found.append(Answered(question.pk, conversation.ref, conversation.customer.name, answer.text, answer.membership_id, name, score))
    return tuple(found)


def _came_back(conversation: Conversation) -> bool:
    return Contact.objects.filter(conversation=conversation, reopened=True).exists()


@dataclass(frozen=True, slots=True)
class Told:
    """A customer's message with the (author, text) turns that lead to it, oldest first; `matter` names its case, else its conversation."""

    message_id: int
    turns: tuple[tuple[str, str], ...]
    conversation: Conversation
    matter: str


def told(message_ids: Sequence[int], *, most: int) -> dict[int, Told]:
    """Message -> what had been said up to it, for customers' messages that exist in scope and still have words."""
    questions = Message.objects.filter(pk__in=list(message_ids), author="customer").exclude(text="").select_related("conversation__customer")
    by_conversation: dict[int, list[tuple[int, str, str]]] = {}
    said = Message.objects.filter(conversation_id__in={row.conversation_id for row in questions}).exclude(author="system").order_by("number")
    for conversation_id, number, author, text in said.values_list("conversation_id", "number", "author", "text"):
        by_conversation.setdefault(conversation_id, []).append((number, author, text))
    return {row.pk: _told(row, by_conversation[row.conversation_id], most) for row in questions}


def _told(row: Message, said: Sequence[tuple[int, str, str]], most: int) -> Told:
    conversation = row.conversation
    turns = tuple((author, text) for number, author, text in said if number <= row.number)[-most:]
    return Told(row.pk, turns, conversation, f"case {conversation.case_id}" if conversation.case_id else f"conversation {conversation.pk}")
