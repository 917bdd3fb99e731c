"""Experts, offers and queues as clients send and see them."""

from __future__ import annotations

from typing import Any, Literal

from tandem.api.v1.schemas.conversations import QueueName
from tandem.api.v1.schemas.shapes import Asked, Listed, Moment, Told


class Competence(Told):
    """A skill with its level (1 to 5), a language, or a certification."""

    kind: Literal["skill", "language", "certification"]
    key: str
    level: int


class Expert(Told):
    """Somebody who answers for the brand.

    Load and capacity count twelfths of a person's attention, over all brands.
    """

    ref: str
    member: str
    name: str
    headline: str
    pool: str | None
    pool_kind: str | None
    vendor: str | None
    takes_work: bool
    state: Literal["offline", "online", "away", "wrap_up"]
    reason: str
    since: Moment | None
    load: int
    capacity: int
    competences: list[Competence]


class ExpertPage(Listed[Expert]):
    """Experts, by name."""


class NewAvailability(Asked):
    """Online, away with a reason, or offline: for all brands of the person at once."""

    state: Literal["online", "away", "offline"]
    reason: Literal["", "break", "lunch", "training", "technical", "meeting", "personal"] = ""


class Availability(Told):
    """Whether the person takes work now."""

    state: Literal["offline", "online", "away", "wrap_up"]
    reason: str
    since: Moment


class Offer(Told):
    """A contact that the member is asked to take until `due_at`.

    `rule` and `eligible` say why: how they were chosen, among how many.
    """

    ref: str
    state: Literal["open", "accepted", "declined", "lapsed", "withdrawn"]
    conversation: str
    queue: QueueName
    channel: str
    language: str
    subject: str
    rule: str
    eligible: int
    made_at: Moment
    due_at: Moment


class OfferPage(Listed[Offer]):
    """Open offers, the oldest first."""


class NewDecline(Asked):
    """Declining is free; the reason helps to ask better."""

    reason: Literal["not_my_field", "too_busy", "language", "conflict", "other"] = "other"


class Queue(Told):
    """A line of waiting contacts."""

    ref: str
    key: str
    name: str
    zone: str
    languages: list[str]
    risk: str
    is_default: bool
    is_open: bool
    answer_within_seconds: int
    service_level: float


class QueuePage(Listed[Queue]):
    """Queues, by key."""


def expert_of(row: Any) -> Expert:
    """A row of the roster."""
    return Expert(
        ref=row.ref,
        member=row.desk,
        name=row.name,
        headline=row.headline,
        pool=row.pool,
        pool_kind=row.pool_kind,
        vendor=row.vendor,
        takes_work=row.takes_work,
        state=row.state,
        reason=row.reason,
        since=row.since,
        load=row.load,
        capacity=row.capacity,
        competences=[
            Competence(kind=kind, key=key, level=level) for kind, key, level, _end in row.competences
        ],
    )


def offer_of(row: Any) -> Offer:
    """An offer with what the expert may see before accepting."""
    conversation = row.conversation
    return Offer(
        ref=row.ref,
        state=row.state,
        conversation=conversation.ref,
        queue=QueueName.model_validate(row.contact.queue),
        channel=conversation.channel,
        language=conversation.language,
        subject=conversation.subject,
        rule=row.rule,
        eligible=row.eligible,
        made_at=row.made_at,
        due_at=row.due_at,
    )


def queue_of(row: Any, *, is_open: bool) -> Queue:
    """A queue, and whether it is open now."""
    return Queue(
        ref=row.ref,
        key=row.key,
        name=row.name,
        zone=row.zone,
        languages=row.languages,
        risk=row.risk,
        is_default=row.is_default,
        is_open=is_open,
        answer_within_seconds=row.answer_within_seconds,
        service_level=row.service_level,
    )
