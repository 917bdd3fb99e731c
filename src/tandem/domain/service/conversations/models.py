"""Conversations, contacts, assignments, messages and what hangs on them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel


def conversation_ref() -> str:
    return new_ref("cnv")


def contact_ref() -> str:
    return new_ref("con")


def case_ref() -> str:
    return new_ref("cas")


def foreign(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key across rooms: Django's part without a constraint; the composite constraint is in the migration."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_constraint=False, **options)


class Case(TenantModel):
    """A customer and a problem: one or more conversations."""

    ref = models.CharField(max_length=24, unique=True, default=case_ref, editable=False)
    customer = foreign("customers.Customer")
    title = models.CharField(max_length=160)
    opened_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="case_of_brand")]


class Conversation(TenantModel):
    """One customer's thread with one brand. `version` grows with every change that a reader could see."""

    ref = models.CharField(max_length=24, unique=True, default=conversation_ref, editable=False)
    customer = foreign("customers.Customer")
    queue = foreign("queues.Queue")
    case = foreign("conversations.Case", null=True, blank=True)
    subject = models.CharField(max_length=160, blank=True)
    channel = models.CharField(max_length=10, default="chat")
    language = models.CharField(max_length=12, default="en")
    state = models.CharField(max_length=10, default="new")
    version = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    last_author = models.CharField(max_length=10, blank=True)
    last_text = models.CharField(max_length=160, blank=True)
    last_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True, blank=True)
    customer_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="conversation_of_brand")]
        indexes = [
            models.Index(fields=["brand", "state", "-last_at"], name="conversation_state"),
            models.Index(fields=["brand", "customer", "-last_at"], name="conversation_history"),
        ]


class Matter(TenantModel):
    """What a conversation is about, as somebody stated: which knowledge and which rules apply. The latest row holds."""

    conversation = foreign("conversations.Conversation")
    topic = models.CharField(max_length=60, blank=True)
    products = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    plans = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    stated_by = foreign("tenancy.Membership", null=True, blank=True)
    stated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="matter_of_brand")]
        indexes = [models.Index(fields=["conversation", "-id"], name="matter_latest")]


class Contact(TenantModel):
    """One spell of waiting for and receiving a human: what service level, ASA, abandonment and AHT are measured on."""

    ref = models.CharField(max_length=24, unique=True, default=contact_ref, editable=False)
    conversation = foreign("conversations.Conversation")
    queue = foreign("queues.Queue")
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="waiting")
    reopened = models.BooleanField(default=False)
    preferred = foreign("tenancy.Membership", null=True, blank=True)
    opened_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    overflow_at = models.DateTimeField()
    route_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="contact_of_brand"),
            models.UniqueConstraint(fields=["conversation"], condition=models.Q(state__in=["waiting", "assigned"]), name="one_live_contact"),
        ]
        indexes = [
            models.Index(fields=["queue", "opened_at"], condition=models.Q(state="waiting"), name="contact_line"),
            models.Index(fields=["brand", "queue", "opened_at"], name="contact_of_queue"),
            models.Index(fields=["route_at"], condition=models.Q(state="waiting"), name="contact_to_route"),
        ]


class Assignment(TenantModel):
    """A person holds a contact. One active a contact, and the person's load in step, by constraint."""

    contact = foreign("conversations.Contact")
    conversation = foreign("conversations.Conversation")
    membership = foreign("tenancy.Membership")
    person_id = models.BigIntegerField()
    vendor_id = models.BigIntegerField(null=True, blank=True)
    weight = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    reply_due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=models.Q(ended_at__isnull=True), name="one_active_assignment"),
            models.UniqueConstraint(fields=["brand", "id"], name="assignment_of_brand"),
        ]
        indexes = [
            models.Index(fields=["membership"], condition=models.Q(ended_at__isnull=True), name="assignment_held"),
            models.Index(fields=["conversation"], name="assignment_conversation"),
            models.Index(fields=["reply_due_at"], condition=models.Q(ended_at__isnull=True), name="assignment_due"),
        ]


class PersonLoad(models.Model):
    """What a person holds, in twelfths, summed across brands. Written by the assignment table's trigger alone."""

    person_id = models.BigIntegerField(primary_key=True)
    load = models.PositiveSmallIntegerField(default=0)
    capacity = models.PositiveSmallIntegerField(default=12)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(load__gte=0, load__lte=models.F("capacity")), name="load_within_capacity")]


class Message(TenantModel):
    """Something written in a conversation, kept exactly; or (author system) a line that the house says, by code."""

    ref = models.CharField(max_length=24, unique=True, editable=False)
    conversation = foreign("conversations.Conversation")
    contact = foreign("conversations.Contact", null=True, blank=True)
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=10)
    membership = foreign("tenancy.Membership", null=True, blank=True)
    text = models.TextField()
    code = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    generation = foreign("ai.Generation", null=True, blank=True)
    client_id = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="message_of_brand"),
            models.UniqueConstraint(fields=["conversation", "number"], name="message_number"),
            models.UniqueConstraint(fields=["conversation", "author", "client_id"], condition=~models.Q(client_id=""), name="message_once"),
        ]


class Note(TenantModel):
    """An internal note: a table of its own, so that no page of a customer can show one by mistake."""

    conversation = foreign("conversations.Conversation")
    membership = foreign("tenancy.Membership")
    text = models.TextField()
    client_id = models.CharField(max_length=80, blank=True)
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="note_of_brand"),
            models.UniqueConstraint(fields=["conversation", "membership", "client_id"], condition=~models.Q(client_id=""), name="note_once"),
        ]
        indexes = [models.Index(fields=["conversation", "written_at"], name="note_thread")]


class Attachment(TenantModel):
    """A file that hangs on a message or on a note: on one thing, once. A note's is never the customer's to see."""

    conversation = foreign("conversations.Conversation")
    message = foreign("conversations.Message", null=True, blank=True)
    note = foreign("conversations.Note", null=True, blank=True)
    file = foreign("files.File")
    position = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["file"], name="attached_once"),
            models.CheckConstraint(
                condition=models.Q(message__isnull=False, note__isnull=True) | models.Q(message__isnull=True, note__isnull=False), name="attached_to_one_thing"
            ),
            models.CheckConstraint(condition=models.Q(position__gte=1, position__lte=5), name="attached_five_at_most"),
            models.UniqueConstraint(fields=["message", "position"], name="attachment_of_message"),
            models.UniqueConstraint(fields=["note", "position"], name="attachment_of_note"),
        ]


class Closure(TenantModel):
    """A contact was resolved: by whom, when, as what."""

    conversation = foreign("conversations.Conversation")
    contact = foreign("conversations.Contact")
    membership = foreign("tenancy.Membership", null=True, blank=True)
    disposition = models.CharField(max_length=40, default="solved")
    closed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["contact"], name="one_closure_a_contact")]


class ReadMark(TenantModel):
    """How far a reader has read: a member, or (membership empty) the customer."""

    conversation = foreign("conversations.Conversation")
    membership = foreign("tenancy.Membership", null=True, blank=True)
    number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["conversation", "membership"], name="one_mark_a_reader", nulls_distinct=False),
        ]


class Survey(TenantModel):
    """How it went, asked once a contact."""

    conversation = foreign("conversations.Conversation")
    contact = foreign("conversations.Contact")
    asked_at = models.DateTimeField()
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["contact"], name="one_survey_a_contact"),
            models.CheckConstraint(condition=models.Q(score__isnull=True) | models.Q(score__gte=1, score__lte=5), name="score_one_to_five"),
        ]


class TranscriptRequest(TenantModel):
    """A customer wants the thread by e-mail."""

    conversation = foreign("conversations.Conversation")
    email = models.EmailField()
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="transcript_of_brand")]
