"""publish: one row in the event table, inside the transaction of what happened, and one wake-up after commit."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from tandem.foundation import clock
from tandem.foundation.events.kinds import Event
from tandem.foundation.events.waking import wake
from tandem.foundation.tenancy.actor import Actor

SHARDS = 4  # how many workers may follow one subscription side by side


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it is read back. `cursor` is (xid, id): commit order is not id order."""

    id: int
    xid: int
    brand_id: int
    kind: str
    at: Any
    actor: dict[str, Any]
    data: dict[str, Any]
    topics: tuple[str, ...]


_inline: ContextVar[Callable[[Happened], None] | None] = ContextVar("tandem_inline_events", default=None)

INSERT = """INSERT INTO events_event (brand_id, kind, stream, shard, at, actor, data, topics)
SELECT %s, %s, s, abs(hashtext(s)) %% %s, %s, %s::jsonb, %s::jsonb, %s::text[] FROM (SELECT %s::text AS s) AS given
RETURNING id, xid::text::bigint"""


def row_of(brand_id: int, happened: Event) -> tuple[str, str, str, list[str]]:
    """(kind, stream, data as JSON, topics) of an event: what its row holds."""
    data = happened.payload()
    fields = defaultdict(str, data | {"brand_id": brand_id, "brand": brand_ref(brand_id)})
    topics = [topic for topic in (template.format_map(fields) for template in happened.topics) if not topic.endswith(":")]
    stream = f"{happened.stream}:{fields[happened.stream]}" if happened.stream else f"brand:{brand_id}"
    return type(happened).__name__, stream, json.dumps(data), topics


@lru_cache(maxsize=1024)
def brand_ref(brand_id: int) -> str:
    """The brand's public reference: it never changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ref FROM tenancy_brand WHERE id = %s", [brand_id])
        row = cursor.fetchone()
    return row[0] if row else ""


def publish(actor: Actor, brand_id: int, happened: Event) -> int:
    """Write the event and arrange one coalesced wake-up after commit. Returns the event's id.

    Never NOTIFYs inside the transaction: that would serialise all commits of the database.
    """
    kind, stream, data, topics = row_of(brand_id, happened)
    at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [brand_id, kind, SHARDS, at, json.dumps(actor.as_json()), data, topics, stream])
        event_id, xid = cursor.fetchone()
    announce(Happened(event_id, xid, brand_id, kind, at, actor.as_json(), happened.payload(), tuple(topics)))
    return int(event_id)


def announce(happened: Happened) -> None:
    """After a row was written by other means (a hot path's function): hand it on inline, or wake the readers."""
    inline = _inline.get()
    if inline is not None:
        inline(happened)
    else:
        transaction.on_commit(wake)


@contextmanager
def inline(sink: Callable[[Happened], None]) -> Iterator[None]:
    """Hand each published event to `sink` at once, instead of waking the workers: for replays on virtual time."""
    token = _inline.set(sink)
    try:
        yield
    finally:
        _inline.reset(token)
