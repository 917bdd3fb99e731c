"""The floor at this moment: tiles, queues, experts, the line, what happened lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tandem.domain.orchestration.routing.queries import asking, people_for
from tandem.domain.service.conversations.queries import held_by
from tandem.domain.service.conversations.queries.floor import QueueCounts, floor_counts
from tandem.domain.service.conversations.queries.line import waiting_in
from tandem.domain.service.queues.queries import is_open, queues_of
from tandem.domain.workforce.experts.queries import OnRoster, roster
from tandem.foundation.events.reading import recent
from tandem.foundation.tenancy.queries import names_of
from tandem.web.floor.choosing import Choice
from tandem.web.floor.tiles import Tile, duration, service_level, tiles_of
from tandem.web.floor.words import KINDS, STATES, Line, channel_word, language_word, line_of

ORDER = {"online": 0, "wrap_up": 1, "away": 2, "offline": 3}
UNTOLD = ("accepted", "withdrawn")  # offers whose outcome another line tells
CHAT = 4  # twelfths: loads are shown in chats' worth


@dataclass(frozen=True, slots=True)
class QueueRow:
    queue: Any
    brand: Any
    counts: QueueCounts
    level: Tile
    wait: str
    longest: str
    people: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class ExpertRow:
    """A person with what they do in each brand; load and capacity in chats' worth."""

    name: str
    state: str
    word: str
    tone: str
    since: datetime | None
    pool: str
    vendor: str
    brands: tuple[Any, ...]
    languages: tuple[str, ...]
    load: float
    most: float
    percent: int
    held: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    contact: Any
    channel: str
    language: str
    waited: str
    offer: Any
    may_assign: bool
    is_late: bool
    overflows: bool


@dataclass(frozen=True, slots=True)
class Now:
    at: datetime
    tiles: tuple[Tile, ...]
    queues: tuple[QueueRow, ...]
    experts: tuple[ExpertRow, ...]
    waiting: tuple[WaitingRow, ...]
    waiting_count: int
    events: tuple[Line, ...]
    leads: frozenset[int]


def now_of(choice: Choice) -> Now:
    """Everything that moves on the floor, read once."""
    brands = {member.brand_id: member.brand for member in choice.members}
    counts = {row.queue_id: row for row in floor_counts(choice.since)}
    queues = [queue for brand_id in brands for queue in queues_of(brand_id)]
    experts = roster(list(brands))
    people = people_for(queues, experts, overflow=choice.is_vendors)
    rows = tuple(
        _queue(queue, brands[queue.brand_id], counts[queue.pk], people=people[queue.pk], now=choice.now)
        for queue in queues
    )
    return Now(
        at=choice.now,
        tiles=tiles_of(counts[None], queues, experts, now=choice.now),
        queues=rows,
        experts=_experts(experts, brands),
        waiting=_waiting(choice, queues),
        waiting_count=counts[None].waiting,
        events=_events(choice),
        leads=choice.leads,
    )


def _queue(queue: Any, brand: Any, counts: QueueCounts, *, people: int, now: datetime) -> QueueRow:
    return QueueRow(
        queue=queue,
        brand=brand,
        counts=counts,
        level=service_level(counts, [queue]),
        wait=duration(counts.mean_wait or 0.0),
        longest=duration((now - counts.oldest).total_seconds()) if counts.oldest else "",
        people=people,
        is_open=is_open(queue, now),
    )


def _experts(rows: list[OnRoster], brands: dict[int, Any]) -> tuple[ExpertRow, ...]:
    people: dict[int, list[OnRoster]] = {}
    for row in rows:
        people.setdefault(row.person_id, []).append(row)
    held: dict[int, list[Any]] = {}
    for one in held_by([row.membership_id for row in rows]):
        held.setdefault(one.assignment.person_id, []).append(one)
    found = [_expert(of, brands, tuple(held.get(person_id, ()))) for person_id, of in people.items()]
    return tuple(sorted(found, key=lambda row: (ORDER[row.state], row.name.casefold())))


def _expert(of: list[OnRoster], brands: dict[int, Any], held: tuple[Any, ...]) -> ExpertRow:
    first = of[0]
    word, tone = STATES[first.state]
    return ExpertRow(
        name=first.name,
        state=first.state,
        word=word(first.reason),
        tone=tone,
        since=first.since,
        pool=first.pool or "",
        vendor=first.vendor or "",
        brands=tuple(brands[row.brand_id] for row in of),
        languages=tuple(sorted({key for row in of for key in row.of_kind("language")})),
        load=first.load / CHAT,
        most=first.capacity / CHAT,
        percent=round(100 * first.load / first.capacity),
        held=held,
    )


def _waiting(choice: Choice, queues: list[Any]) -> tuple[WaitingRow, ...]:
    contacts = waiting_in([queue.pk for queue in queues])
    offers = asking([contact.pk for contact in contacts])
    return tuple(
        WaitingRow(
            contact=contact,
            channel=channel_word(contact.channel),
            language=language_word(contact.language),
            waited=duration((choice.now - contact.opened_at).total_seconds()),
            offer=offers.get(contact.pk),
            may_assign=contact.brand_id in choice.leads,
            overflows=contact.overflow_at <= choice.now,
            is_late=(choice.now - contact.opened_at).total_seconds() > contact.queue.answer_within_seconds,
        )
        for contact in contacts
    )


def _events(choice: Choice) -> tuple[Line, ...]:
    happened = [one for one in recent(choice.topics, KINDS, most=30) if one.data.get("state") not in UNTOLD][
        :12
    ]
    names = names_of([one.data.get("desk", "") for one in happened])
    return tuple(line_of(one, names) for one in happened)
