"""Who held a conversation, and which contacts are repeats of a matter: for what is measured over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tandem.domain.service.conversations.models import Assignment, Contact, Conversation


@dataclass(frozen=True, slots=True)
class Repeat:
    """A contact that came of an earlier one's matter, and the conversations of that matter by reference."""

    contact: str
    opened_at: datetime
    conversations: tuple[str, ...]


def last_holder(conversation_id: int, *, since: datetime) -> Assignment | None:
    """Who holds it, or held it last, at or after an instant."""
    rows = Assignment.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since), conversation_id=conversation_id)
    held: Assignment | None = rows.order_by("-started_at", "-id").first()
    return held


def reopening(contact_id: int) -> Repeat | None:
    """The contact as a repeat, if it reopened its own conversation."""
    contact = Contact.objects.filter(pk=contact_id, reopened=True).select_related("conversation").first()
    return _repeat(contact) if contact else None


def repeats_of_case(conversation_id: int) -> tuple[Repeat, ...]:
    """The first contact of each conversation of this one's case, but for the case's first: each came of the same matter."""
    conversation = Conversation.objects.filter(pk=conversation_id).first()
    if conversation is None or conversation.case_id is None:
        return ()
    same = Conversation.objects.filter(case_id=conversation.case_id).order_by("created_at", "id")
    refs = tuple(same.values_list("ref", flat=True))
    firsts = [Contact.objects.filter(conversation=one).order_by("opened_at", "id").first() for one in same[1:20]]
    return tuple(Repeat(contact.ref, contact.opened_at, tuple(ref for ref in refs if ref != contact.conversation.ref)) for contact in firsts if contact)


def _repeat(contact: Contact) -> Repeat:
    conversation = contact.conversation
    refs = [conversation.ref]
    if conversation.case_id is not None:
        refs += Conversation.objects.filter(case_id=conversation.case_id).exclude(pk=conversation.pk).values_list("ref", flat=True)
    return Repeat(contact.ref, contact.opened_at, tuple(refs))
