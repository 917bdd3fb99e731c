"""Conversations: opened, read, closed, passed on, left, rated."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, Literal

from ninja import Header, Query, Router

from tandem.api.v1.entry import Answer, Call, operation
from tandem.api.v1.keys import Key, once_only
from tandem.api.v1.paging import Cursor, Limit, cut, moment_and_id, paged
from tandem.api.v1.schemas.conversations import (
    Closure,
    Contact,
    Conversation,
    ConversationPage,
    Held,
    HeldPage,
    Holder,
    NewClosure,
    NewConversation,
    NewMatter,
    NewTransfer,
    QueueName,
    Survey,
    SurveyAnswer,
    Transfer,
    Wait,
    conversation_of,
)
from tandem.core.kit.refusals import Absent
from tandem.domain.assistance.replies.actions import resolve
from tandem.domain.service.channels.actions import start_chat
from tandem.domain.service.conversations import access, queries
from tandem.domain.service.conversations.actions import closing, marking
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.domain.service.conversations.queries.line import wait_estimate
from tandem.domain.service.conversations.queries.matter import about, abouts
from tandem.domain.service.customers.access import customer_for
from tandem.domain.service.queues.queries import queue_by_key

router = Router(tags=["Conversations"])
READ, WRITE = ("conversations:read",), ("conversations:write",)
State = Annotated[
    Literal["", "new", "waiting", "assigned", "closed"], Query("", description="Only this state.")
]
OfQueue = Annotated[str, Query("", max_length=40, description="Only this queue, by its key.")]
OfCustomer = Annotated[str, Query("", max_length=40, description="Only this customer, by reference.")]
IfNoneMatch = Annotated[str, Header("", alias="If-None-Match", max_length=200)]
DIGITS = 16  # of a sha256: two states of one conversation do not meet
EXAMPLE = {"customer": "cus_4k7m2q9x1z8c5v3b", "text": "Where is my refund?", "queue": "general"}


def visible(call: Call, ref: str) -> Any:
    """A conversation that this token may see: any of the brand's, or what its member may see.

    Raises Absent.
    """
    return access.conversation_for(call.members, ref) if call.member else access.conversation_in_scope(ref)


@operation(
    router,
    "POST",
    "/conversations",
    scopes=WRITE,
    door="brand",
    answers=Conversation,
    status=201,
    example=EXAMPLE,
)
def start_conversation(call: Call, key: Key, body: NewConversation) -> Answer:
    """Start a conversation.

    The customer's first message; somebody is asked to answer it at once.
    """
    customer = customer_for(body.customer)
    actor = call.actor(on_behalf_of=customer.pk)

    def act() -> dict[str, Any]:
        return start_chat(
            actor,
            call.brand_id,
            customer_id=customer.pk,
            text=body.text,
            client_id=key,
            queue_key=body.queue,
            language=body.language,
            channel=body.channel,
        )

    return once_only(
        call, key, asked=body.model_dump(), act=act, shown=lambda result: _shown(call, result["conversation"])
    )


@operation(router, "GET", "/conversations", scopes=READ, door="brand", answers=ConversationPage)
def list_conversations(
    call: Call, state: State, queue: OfQueue, customer: OfCustomer, limit: Limit, cursor: Cursor
) -> ConversationPage:
    """List conversations, the last active first."""
    rows = queries.find(
        state=state,
        queue_id=queue_by_key(call.brand_id, queue).pk if queue else None,
        customer_id=customer_for(customer).pk if customer else None,
        before=moment_and_id(call, cursor),
        most=limit + 1,
    )
    page, following = cut(call, rows, limit, lambda row: (row.last_at, row.pk))
    known = abouts(page)
    return ConversationPage(items=[conversation_of(row, about=known[row.pk]) for row in page], next_cursor=following)


@operation(router, "GET", "/experts/me/conversations", scopes=READ, door="member", answers=HeldPage)
def list_my_conversations(call: Call, limit: Limit, cursor: Cursor) -> HeldPage:
    """List what the member holds now, longest held first."""
    page, following = paged(
        call,
        queries.held_by([call.acting.pk]),
        limit=limit,
        cursor=cursor,
        key=lambda row: (row.assignment.pk,),
    )
    known = abouts(row.conversation for row in page)
    items = [
        Held(
            conversation=conversation_of(row.conversation, about=known[row.conversation.pk]),
            unread=row.unread,
            reply_due_at=row.assignment.reply_due_at,
        )
        for row in page
    ]
    return HeldPage(items=items, next_cursor=following)


@operation(router, "GET", "/conversations/{ref}", scopes=READ, answers=Conversation)
def get_conversation(call: Call, ref: str, seen: IfNoneMatch) -> Answer:
    """Show a conversation.

    The ETag stands for all that is shown, the customer's name, products, plans and regions too: with If-None-Match an unchanged
    one answers 304 without a body.
    """
    shown = _shown(call, ref)
    tag = f'"{shown.version}-{_digest(shown)}"'
    unchanged = tag in seen
    return Answer(None if unchanged else shown, status=304 if unchanged else None, headers={"ETag": tag})


@operation(
    router,
    "PUT",
    "/conversations/{ref}/matter",
    scopes=WRITE,
    answers=Conversation,
    example={"topic": "refund", "products": ["sleeper"], "plans": ["gold"], "regions": []},
)
def set_matter(call: Call, ref: str, body: NewMatter) -> Conversation:
    """State what a conversation is about.

    Articles and rules for these products, plans and regions apply to it from now on; what was suggested before is made anew.
    """
    row = visible(call, ref)
    state_matter(call.actor(), call.brand_id, row.pk, **body.model_dump())
    return _shown(call, ref)


@operation(router, "GET", "/conversations/{ref}/contact", scopes=READ, answers=Contact)
def get_contact(call: Call, ref: str) -> Contact:
    """Show the live contact.

    Who holds it, or the place in the queue and the expected wait. 404 when nobody waits and nobody answers.
    """
    contact = queries.live_contact(visible(call, ref).pk)
    if contact is None:
        raise Absent("Nobody waits or answers in this conversation now.", code="no_live_contact")
    return _contact(contact)


@operation(
    router, "DELETE", "/conversations/{ref}/contact", scopes=WRITE, door="brand", answers=None, status=204
)
def leave_queue(call: Call, ref: str) -> None:
    """Leave the queue.

    The customer no longer wants to wait. 409 when nobody waits.
    """
    conversation_id, customer_id = access.keys_in_scope(ref)
    closing.leave_queue(call.actor(on_behalf_of=customer_id), call.brand_id, conversation_id)


@operation(
    router,
    "POST",
    "/conversations/{ref}/closure",
    scopes=WRITE,
    door="member",
    answers=Closure,
    status=201,
    example={"disposition": "solved"},
)
def close_conversation(call: Call, ref: str, key: Key, body: NewClosure) -> Answer:
    """Resolve a conversation.

    Only who holds it may; the customer is then asked how it went. Refused (`disclosure_missing`) while words are unsaid
    that the brand's rules want said by then; the detail holds them, to be sent as a message first.
    """
    conversation = visible(call, ref)

    def act() -> dict[str, Any]:
        closure = resolve(call.actor(), call.acting, conversation.pk, disposition=body.disposition)
        return {
            "conversation": ref,
            "disposition": closure.disposition,
            "closed_at": closure.closed_at.isoformat(),
        }

    return once_only(
        call, key, asked={"ref": ref, **body.model_dump()}, act=act, shown=Closure.model_validate
    )


@operation(
    router,
    "POST",
    "/conversations/{ref}/transfer",
    scopes=WRITE,
    door="member",
    answers=Transfer,
    status=201,
    example={"queue": "billing"},
)
def transfer_conversation(call: Call, ref: str, key: Key, body: NewTransfer) -> Answer:
    """Pass a conversation to another queue.

    Only who holds it may; this contact ends and a new one waits there.
    """
    conversation = visible(call, ref)

    def act() -> dict[str, Any]:
        closing.transfer(
            call.actor(), call.brand_id, conversation.pk, membership=call.acting, queue_key=body.queue
        )
        return {"conversation": ref, "queue": body.queue}

    return once_only(
        call, key, asked={"ref": ref, **body.model_dump()}, act=act, shown=Transfer.model_validate
    )


@operation(
    router,
    "PUT",
    "/conversations/{ref}/survey",
    scopes=WRITE,
    door="brand",
    answers=Survey,
    example={"score": 5, "comment": "Quick and kind."},
)
def answer_survey(call: Call, ref: str, body: SurveyAnswer) -> Survey:
    """Answer the survey.

    For the customer, after a contact was resolved; it may be mended within a day.
    """
    conversation_id, customer_id = access.keys_in_scope(ref)
    survey = marking.answer_survey(
        call.actor(on_behalf_of=customer_id),
        call.brand_id,
        conversation_id,
        score=body.score,
        comment=body.comment,
    )
    return Survey.model_validate(survey)


def _shown(call: Call, ref: str) -> Conversation:
    row = visible(call, ref)
    return conversation_of(row, about=about(row))


def _digest(shown: Conversation) -> str:
    """Of all that is shown: a customer, whose own matter it is until one is stated, changes without a new version of the conversation."""
    return sha256(shown.model_dump_json().encode()).hexdigest()[:DIGITS]


def _contact(contact: Any) -> Contact:
    held = queries.holder_of(contact.conversation_id) if contact.state == "assigned" else None
    return Contact(
        ref=contact.ref,
        state=contact.state,
        queue=QueueName.model_validate(contact.queue),
        reopened=contact.reopened,
        opened_at=contact.opened_at,
        assigned_at=contact.assigned_at,
        answered_at=contact.answered_at,
        holder=Holder(member=held.membership.ref, name=held.membership.display_name) if held else None,
        wait=Wait.model_validate(wait_estimate(contact)) if contact.state == "waiting" else None,
    )
