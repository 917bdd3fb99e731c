"""Messages and notes. Posting is the hot path: no query here that the posting itself does not need."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router

from tandem.api.v1.entry import Answer, Call, operation
from tandem.api.v1.keys import REPLAYED, Key, once_only
from tandem.api.v1.paging import Cursor, Limit, cut, paged, unsealed
from tandem.api.v1.routers.conversations import READ, WRITE, visible
from tandem.api.v1.schemas.conversations import (
    MessagePage,
    NewMessage,
    NewNote,
    Note,
    NotePage,
    Posted,
    message_of,
)
from tandem.api.v1.schemas.files import File
from tandem.core.kit.refusals import Refused
from tandem.domain.assistance.replies import actions as replies
from tandem.domain.service.conversations import access, queries
from tandem.domain.service.conversations.actions import marking, posting
from tandem.domain.service.conversations.lines import line_of
from tandem.foundation.files.access import uploaded_by
from tandem.foundation.files.actions import prepared

router = Router(tags=["Messages"])
After = Annotated[int, Query(0, ge=0, le=2**31 - 1, description="Only messages after this number.")]
EXAMPLE = {"text": "Where is my refund?", "client_id": "0b8f4c1e-6f0d-4c57-9a3e-2f1d5f0c7a11"}


@operation(
    router, "POST", "/conversations/{ref}/messages", scopes=WRITE, answers=Posted, status=201, example=EXAMPLE
)
def post_message(call: Call, ref: str, body: NewMessage) -> Answer:
    """Post a message.

    A token of the brand writes for the customer; one that acts for a member writes the expert's reply,
    which must pass the checks and be theirs to send. The `client_id` is the idempotency key.
    With `attachments` the text may be empty.
    """
    return _as_expert(call, ref, body) if call.member else _as_customer(call, ref, body)


@operation(router, "GET", "/conversations/{ref}/messages", scopes=READ, answers=MessagePage)
def list_messages(call: Call, ref: str, after: After, limit: Limit, cursor: Cursor) -> MessagePage:
    """List messages, the oldest first.

    Numbers of a thread have no gaps: ask after the last one you have, and you miss none.
    """
    place = unsealed(call, cursor)
    rows = queries.messages_since(visible(call, ref).pk, place[0] if place else after, most=limit + 1)
    page, following = cut(call, rows, limit, lambda row: (row.number,))
    for_customer = call.member is None
    files = queries.files_of_messages([row.pk for row in page])
    return MessagePage(
        items=[
            message_of(row, line=line_of(row, for_customer=for_customer), files=files.get(row.pk, ())) for row in page
        ],
        next_cursor=following,
    )


@operation(
    router,
    "POST",
    "/conversations/{ref}/notes",
    scopes=WRITE,
    door="member",
    answers=Note,
    status=201,
    example={"text": "Called the depot."},
)
def write_note(call: Call, ref: str, key: Key, body: NewNote) -> Answer:
    """Write an internal note.

    Customers never see notes.
    """
    conversation, member = visible(call, ref), call.acting

    def act() -> dict[str, str]:
        actor = call.actor()
        note = marking.write_note(
            actor,
            call.brand_id,
            conversation.pk,
            membership=member,
            text=body.text,
            client_id=key,
            files=prepared(actor, refs=body.attachments),
        )
        return {"written_at": note.written_at.isoformat()}

    asked = {"ref": ref, "text": body.text} | ({"attachments": body.attachments} if body.attachments else {})
    return once_only(
        call,
        key,
        asked=asked,
        act=act,
        shown=lambda result: Note(
            author=member.display_name,
            text=body.text,
            written_at=result["written_at"],
            attachments=[File.model_validate(uploaded_by(call.actor(), file)) for file in body.attachments],
        ),
    )


@operation(router, "GET", "/conversations/{ref}/notes", scopes=READ, answers=NotePage)
def list_notes(call: Call, ref: str, limit: Limit, cursor: Cursor) -> NotePage:
    """List internal notes, the oldest first."""
    page, following = paged(
        call, queries.notes_of(visible(call, ref).pk), limit=limit, cursor=cursor, key=lambda row: (row.pk,)
    )
    files = queries.files_of_notes([row.pk for row in page])
    items = [
        Note(
            author=row.membership.display_name,
            text=row.text,
            written_at=row.written_at,
            attachments=[File.model_validate(file) for file in files.get(row.pk, ())],
        )
        for row in page
    ]
    return NotePage(items=items, next_cursor=following)


def _as_customer(call: Call, ref: str, body: NewMessage) -> Answer:
    conversation_id, customer_id = access.keys_in_scope(ref)
    actor = call.actor(on_behalf_of=customer_id)
    posted = posting.post_message(
        actor,
        call.brand_id,
        conversation_id,
        author="customer",
        text=body.text,
        client_id=body.client_id,
        files=prepared(actor, refs=body.attachments),
    )
    return Answer(
        _receipt(ref, body, posted.ref, posted.number, "customer"),
        headers=REPLAYED if posted.replayed else {},
    )


def _as_expert(call: Call, ref: str, body: NewMessage) -> Answer:
    conversation_id, _ = access.keys_in_scope(ref)
    try:
        actor = call.actor()
        posted = replies.send(
            actor,
            call.acting,
            conversation_id,
            text=body.text,
            client_id=body.client_id,
            files=prepared(actor, refs=body.attachments),
        )
    except Refused:
        visible(call, ref)  # to who may not see the conversation it is absent, whatever else was wrong
        raise
    return Answer(
        _receipt(ref, body, posted.ref, posted.number, "expert"), headers=REPLAYED if posted.replayed else {}
    )


def _receipt(ref: str, body: NewMessage, message: str, number: int, author: str) -> Posted:
    return Posted.model_construct(
        ref=message, conversation=ref, number=number, author=author, client_id=body.client_id
    )
