"""Fetching conversations with permission. Each condition on a line of its own; absent and forbidden look the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.core.kit.refusals import Absent
from tandem.domain.service.conversations.models import Assignment, Attachment, Conversation
from tandem.foundation import clock
from tandem.foundation.files.models import File
from tandem.foundation.live.gates import Listener
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import current

OVERSEEING = frozenset({"lead", "reviewer", "auditor", "brand_owner", "decision_owner"})
SEARCHED = timedelta(days=90)  # by words; no index serves a word inside a line, and a reference finds any age


def conversation_for(members: Sequence[Membership], ref: str) -> Conversation:
    """A conversation that a person may see through one of their memberships. Raises Absent."""
    conversation = Conversation.objects.select_related("customer", "queue", "brand").filter(ref=ref).first()
    if conversation is None:
        raise Absent("There is no such conversation.")
    member = member_in(members, conversation.brand_id)
    if is_overseer(member):
        return conversation
    if has_held(member, conversation):
        return conversation
    if holds_same_customer(member, conversation):
        return conversation
    raise Absent("There is no such conversation.")


def conversations_found(members: Sequence[Membership], text: str, *, by: str = "subject", most: int = 8) -> list[Conversation]:
    """The newest conversations that these memberships may open and whose subject, or customer's name (`by="name"`), holds the text.

    A whole reference finds its conversation at any age. No other detail of a customer is looked in: a match would tell what is masked.
    """
    overseen = [member.brand_id for member in members if is_overseer(member)]
    others = [member.pk for member in members if not is_overseer(member)]
    held = Assignment.objects.filter(membership_id__in=others)
    may_open = (
        Q(brand_id__in=overseen)
        | Q(Exists(held.filter(conversation=OuterRef("pk"))))
        | Q(Exists(held.filter(ended_at__isnull=True, conversation__customer=OuterRef("customer"))))
    )
    recent = Q(last_at__gte=clock.now() - SEARCHED)
    wanted = recent & Q(customer__name__icontains=text) if by == "name" else (recent & Q(subject__icontains=text)) | Q(ref=text)
    rows = Conversation.objects.select_related("customer", "queue", "brand").filter(may_open, wanted)
    return list(rows.order_by("-last_at", "-pk")[:most])


def conversation_of_customer(customer_id: int, ref: str) -> Conversation:
    """A customer's own conversation. Raises Absent."""
    conversation = Conversation.objects.select_related("queue", "brand", "customer").filter(ref=ref, customer_id=customer_id).first()
    if conversation is None:
        raise Absent("There is no such conversation.")
    return conversation


def conversation_in_scope(ref: str) -> Conversation:
    """For a token of the whole brand: any conversation of the brand in scope. Raises Absent."""
    conversation = Conversation.objects.select_related("queue", "brand", "customer").filter(ref=ref).first()
    if conversation is None:
        raise Absent("There is no such conversation.")
    return conversation


def keys_in_scope(ref: str) -> tuple[int, int]:
    """(conversation, customer) by row number, for the hot path of a token; who may write is decided under the lock. Raises Absent."""
    with connection.cursor() as cursor:  # not by the ORM, which here takes longer than the database
        query = "SELECT id, customer_id FROM conversations_conversation WHERE ref = %s AND brand_id = ANY (%s)"
        cursor.execute(query, [ref, list(current().brands)])
        row = cursor.fetchone()
    if row is None:
        raise Absent("There is no such conversation.")
    return row[0], row[1]


def file_of_customer(conversation: Conversation, ref: str) -> File:
    """A file that hangs on a message of the customer's own conversation; what hangs on a note is none. Raises Absent."""
    return _file(Attachment.objects.filter(conversation=conversation, message__isnull=False), ref)


def file_of_staff(conversation: Conversation, ref: str) -> File:
    """A file of a conversation that the reader was found to see. Raises Absent."""
    return _file(Attachment.objects.filter(conversation=conversation), ref)


def member_in(members: Sequence[Membership], brand_id: int) -> Membership:
    """The membership that belongs to the brand. Raises Absent."""
    for member in members:
        if member.brand_id == brand_id:
            return member
    raise Absent("There is no such conversation.")


def is_overseer(member: Membership) -> bool:
    """Whether the member's roles let them see every conversation that the scope shows."""
    return not OVERSEEING.isdisjoint(member.roles)


def has_held(member: Membership, conversation: Conversation) -> bool:
    """Whether the member holds or held it."""
    return Assignment.objects.filter(conversation=conversation, membership=member).exists()


def holds_same_customer(member: Membership, conversation: Conversation) -> bool:
    """Whether the member holds another conversation of the same customer now: then its history is theirs to read."""
    return Assignment.objects.filter(membership=member, ended_at__isnull=True, conversation__customer_id=conversation.customer_id).exists()


def may_hear_conversation(listener: Listener, ref: str) -> bool:
    """Live topic `conversation:`: whoever may open it."""
    try:
        conversation_for(listener.members, ref)
    except Absent:
        return False
    return True


def may_hear_chat(listener: Listener, ref: str) -> bool:
    """Live topic `chat:`: the customer whose conversation it is."""
    return listener.customer_id is not None and Conversation.objects.filter(ref=ref, customer_id=listener.customer_id).exists()


def _file(rows: QuerySet[Attachment], ref: str) -> File:
    found = rows.select_related("file").filter(file__ref=ref).first()
    if found is None:
        raise Absent("There is no such file.")
    return found.file
