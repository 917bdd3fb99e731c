"""Smaller marks on a conversation: notes, read, typing, snooze, case, survey, transcript."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tandem.core.kit.refusals import Absent, Invalid, Refused
from tandem.core.service.attachments import checked_words
from tandem.core.service.states import check_holder
from tandem.core.service.texts import checked_text
from tandem.domain.service.conversations.events import (
    CaseChanged,
    ConversationRead,
    ConversationSnoozed,
    NoteWritten,
    SurveyAnswered,
    TranscriptAsked,
    TypingNoticed,
)
from tandem.domain.service.conversations.facts import locked
from tandem.domain.service.conversations.models import Attachment, Case, Conversation, Note, Survey, TranscriptRequest
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.files.actions import Prepared, keep
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in

LONGEST_COMMENT = 2000
LONGEST_SNOOZE = timedelta(days=30)


def write_note(
    actor: Actor, brand_id: int, conversation_id: int, *, membership: Membership, text: str, client_id: str = "", files: Sequence[Prepared] = ()
) -> Note:  # fmt: skip
    """An internal note; customers never see it, nor its files. Once per client id. Raises Invalid, Refused (`file_used`)."""
    text = checked_words(text, [file.size for file in files])
    with writing_in(brand_id):
        held = locked(conversation_id)
        if client_id and (twin := Note.objects.filter(conversation_id=conversation_id, membership=membership, client_id=client_id).first()):
            return twin
        note = Note.objects.create(
            brand_id=brand_id, conversation_id=conversation_id, membership=membership, text=text, client_id=client_id, written_at=clock.now()
        )
        Attachment.objects.bulk_create(
            Attachment(brand_id=brand_id, conversation_id=conversation_id, note=note, file_id=file_id, position=position)
            for position, file_id in enumerate(keep(actor, brand_id, files), start=1)
        )
        version = touch(conversation_id)
        publish(actor, brand_id, NoteWritten(conversation_id=conversation_id, conversation=held.facts.ref, version=version, desk=held.desk))
    return note


def mark_read(actor: Actor, brand_id: int, conversation: Conversation, *, number: int, membership: Membership | None = None) -> None:
    """The reader (a member, or the customer) has read up to `number`; never moves back."""
    with writing_in(brand_id, savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_readmark AS r (brand_id, conversation_id, membership_id, number, read_at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (conversation_id, membership_id) DO UPDATE SET number = excluded.number, read_at = excluded.read_at WHERE r.number < excluded.number",
            [brand_id, conversation.pk, membership.pk if membership else None, min(number, conversation.messages), clock.now()],
        )
        if cursor.rowcount:
            publish(
                actor, brand_id,
                ConversationRead(
                    conversation_id=conversation.pk, conversation=conversation.ref, version=conversation.version,
                    reader="member" if membership else "customer", number=number
                ),
            )  # fmt: skip


def notice_typing(actor: Actor, brand_id: int, conversation: Conversation, *, author: str) -> None:
    """Somebody is typing; told live to the other side, kept nowhere but in the event."""
    heard_by = {"staff": conversation.ref} if author == "customer" else {"chat": conversation.ref}
    with writing_in(brand_id, savepoint=False):
        publish(
            actor, brand_id,
            TypingNoticed(conversation_id=conversation.pk, conversation=conversation.ref, version=conversation.version, author=author, **heard_by),
        )  # fmt: skip


def see_customer(brand_id: int, conversation_id: int) -> None:
    """The customer's page is open: their presence."""
    with writing_in(brand_id, savepoint=False):
        Conversation.objects.filter(pk=conversation_id).update(customer_seen_at=clock.now())


def snooze(actor: Actor, brand_id: int, conversation_id: int, *, membership: Membership, until: datetime) -> None:
    """Out of the holder's list until then, or until the customer writes. Raises Invalid, Refused."""
    now = clock.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise Invalid("Snooze until a moment in the next 30 days.", field="until")
    with writing_in(brand_id):
        held = locked(conversation_id)
        check_holder(held.facts, membership.pk)
        Conversation.objects.filter(pk=conversation_id).update(snoozed_until=until)
        version = touch(conversation_id)
        publish(actor, brand_id, ConversationSnoozed(conversation_id=conversation_id, conversation=held.facts.ref, version=version, desk=held.desk))


def wake(actor: Actor, brand_id: int, conversation_id: int, *, membership: Membership) -> None:
    """Back into the holder's list before the time. Raises Refused (`not_holder`)."""
    with writing_in(brand_id):
        held = locked(conversation_id)
        check_holder(held.facts, membership.pk)
        Conversation.objects.filter(pk=conversation_id).update(snoozed_until=None)
        version = touch(conversation_id)
        publish(actor, brand_id, ConversationSnoozed(conversation_id=conversation_id, conversation=held.facts.ref, version=version, desk=held.desk))


def reveal_customer(actor: Actor, brand_id: int, conversation_id: int, *, membership: Membership) -> Any:
    """The customer's details unmasked, for who holds the contact; each reveal is on record. Raises Refused (`not_holder`)."""
    with writing_in(brand_id):
        held = locked(conversation_id)
        check_holder(held.facts, membership.pk)
        customer = Conversation.objects.select_related("customer").get(pk=conversation_id).customer
        record(actor, brand_id, verb="customer.revealed", subject=customer.ref, conversation=held.facts.ref)
    return customer


def set_case(actor: Actor, brand_id: int, conversation_id: int, *, title: str = "", case_ref: str = "") -> Case:
    """Put the conversation under a case of its customer: an existing one, or a new one with this title. Raises Absent, Invalid."""
    with writing_in(brand_id):
        held = locked(conversation_id)
        conversation = Conversation.objects.get(pk=conversation_id)
        if case_ref:
            case = Case.objects.filter(ref=case_ref, customer_id=conversation.customer_id).first()
            if case is None:
                raise Absent("There is no such case of this customer.")
        else:
            checked_text(title, longest=160, field="title")
            case = Case.objects.create(brand_id=brand_id, customer_id=conversation.customer_id, title=title.strip(), opened_at=clock.now())
        Conversation.objects.filter(pk=conversation_id).update(case=case)
        version = touch(conversation_id)
        publish(actor, brand_id, CaseChanged(conversation_id=conversation_id, conversation=held.facts.ref, version=version, desk=held.desk, case_id=case.pk))
    return case


def answer_survey(actor: Actor, brand_id: int, conversation_id: int, *, score: int, comment: str = "") -> Survey:
    """The customer says how it went, from 1 to 5; may be mended within a day. Raises Absent, Invalid, Refused."""
    if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= 5:
        raise Invalid("Choose a number from 1 to 5.", field="score")
    if comment:
        checked_text(comment, longest=LONGEST_COMMENT, field="comment")
    with writing_in(brand_id, savepoint=False):
        held = locked(conversation_id)
        survey = Survey.objects.filter(conversation_id=conversation_id).order_by("-asked_at").first()
        if survey is None:
            raise Absent("There is nothing to rate yet.")
        now = clock.now()
        if survey.answered_at is not None and now - survey.answered_at > timedelta(days=1):
            raise Refused("This was rated more than a day ago and stands.", code="too_late")
        survey.score, survey.comment, survey.answered_at = score, comment, now
        survey.save(update_fields=["score", "comment", "answered_at"])
        version = touch(conversation_id)
        publish(
            actor, brand_id,
            SurveyAnswered(conversation_id=conversation_id, conversation=held.facts.ref, version=version, contact_id=survey.contact_id, score=score),
        )  # fmt: skip
    return survey


def ask_transcript(actor: Actor, brand_id: int, conversation: Conversation, *, email: str) -> TranscriptRequest:
    """The customer wants the thread by e-mail; a job sends it. Raises Invalid; Refused past three a day."""
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.core.validators import validate_email  # noqa: PLC0415

    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid("Write an e-mail address such as name@example.org.", field="email") from error
    with writing_in(brand_id):
        locked(conversation.pk)
        if TranscriptRequest.objects.filter(conversation=conversation, asked_at__gt=clock.now() - timedelta(days=1)).count() >= 3:
            raise Refused("This chat was sent three times today. Try again tomorrow.", code="too_many")
        request = TranscriptRequest.objects.create(brand_id=brand_id, conversation=conversation, email=email, asked_at=clock.now())
        publish(
            actor, brand_id,
            TranscriptAsked(conversation_id=conversation.pk, conversation=conversation.ref, version=conversation.version, request_id=request.pk),
        )  # fmt: skip
    return request


def touch(conversation_id: int) -> int:
    """One version later: something changed that a reader could see. Under the lock."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_conversation SET version = version + 1 WHERE id = %s RETURNING version", [conversation_id])
        return int(cursor.fetchone()[0])


def transcript_sent(request: TranscriptRequest) -> None:
    """The mail is in the outbox."""
    request.sent_at = clock.now()
    request.save(update_fields=["sent_at"])
