"""Consumers: quick steps taken straight from the event table, work and cursor in one transaction.

A killed worker loses nothing and repeats nothing: its transaction never committed. A failing event is set
aside in the retry table, tried again with backoff, and at last left dead for a person to see and requeue.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.module_loading import import_string

from tandem.foundation import clock
from tandem.foundation.events.models import Setback
from tandem.foundation.events.publishing import SHARDS, Happened
from tandem.foundation.tenancy.scope import Scope, scope

log = logging.getLogger(__name__)

Handler = Callable[[Happened], None]
BATCH = 25
BATCH_SECONDS = 0.1  # a long transaction holds locks, and the horizon for every reader
FAR_BEHIND = 2000  # transactions: an idle cursor is moved up so that looking past it stays cheap
MOST_ATTEMPTS = 8


def subscriptions(table: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """From event -> handlers to handler -> the kinds it follows."""
    kinds: dict[str, list[str]] = {}
    for kind, handlers in table.items():
        for handler in handlers:
            kinds.setdefault(handler, []).append(kind)
    return {handler: tuple(names) for handler, names in kinds.items()}


def ensure_cursors(names: Iterable[str], *, from_now: bool = False) -> None:
    """Make the cursors of new subscriptions: from the beginning, or from the present horizon."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(
                "INSERT INTO events_cursor (subscription, shard, xid, event_id)"
                " SELECT %s, s, CASE WHEN %s THEN events_horizon() ELSE 0 END, 0 FROM generate_series(0, %s) AS s"
                " ON CONFLICT DO NOTHING",
                [name, from_now, SHARDS - 1],
            )


def consume(follow: Mapping[str, tuple[str, ...]]) -> int:
    """Run every subscription over what is settled and not yet done. Returns how many events were handled.

    Any number of workers may call this at once: a cursor is one worker's while its transaction lasts.
    """
    done = 0
    for name, shard in _behind(follow):
        while (count := _consume_batch(name, follow[name], shard)) > 0:
            done += count
            if count < BATCH // 2:
                break
    if done == 0:
        _move_up_idle(follow)
    return done + _retry_due()


def _behind(follow: Mapping[str, tuple[str, ...]]) -> list[tuple[str, int]]:
    """The (subscription, shard) pairs whose cursor has settled events of interest after it: one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.subscription, c.shard FROM events_cursor c JOIN unnest(%s::text[], %s::text[]) AS f(name, kinds) ON f.name = c.subscription"
            " WHERE EXISTS (SELECT 1 FROM events_settled(c.xid, c.event_id, c.shard, string_to_array(f.kinds, ','), 1)) ORDER BY c.xid",
            [list(follow), [",".join(kinds) for kinds in follow.values()]],
        )
        return [(name, shard) for name, shard in cursor.fetchall()]


def _move_up_idle(follow: Mapping[str, tuple[str, ...]]) -> None:
    """Cursors with nothing of interest before them jump to the horizon; horizon and search share one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_cursor SET xid = events_horizon() - 1, event_id = 9223372036854775807 WHERE id IN ("
            " SELECT c.id FROM events_cursor c JOIN unnest(%s::text[], %s::text[]) AS f(name, kinds) ON f.name = c.subscription"
            " WHERE events_horizon() - c.xid > %s"
            " AND NOT EXISTS (SELECT 1 FROM events_settled(c.xid, c.event_id, c.shard, string_to_array(f.kinds, ','), 1))"
            " FOR UPDATE OF c SKIP LOCKED)",
            [list(follow), [",".join(kinds) for kinds in follow.values()], FAR_BEHIND],
        )


def _consume_batch(name: str, kinds: tuple[str, ...], shard: int) -> int:
    handler: Handler = import_string(name)
    stop = time.monotonic() + BATCH_SECONDS
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        # SKIP LOCKED: another worker on the same shard goes elsewhere; the lock ends the race for one cursor.
        cursor.execute("SELECT xid, event_id, events_horizon() FROM events_cursor WHERE subscription = %s AND shard = %s FOR UPDATE SKIP LOCKED", [name, shard])
        row = cursor.fetchone()
        if row is None:
            return 0
        xid, event_id, horizon = row
        cursor.execute("SELECT * FROM events_settled(%s, %s, %s::smallint, %s, %s)", [xid, event_id, shard, list(kinds), BATCH])
        batch = [_read(values) for values in cursor.fetchall()]
        for happened in batch:
            _handle(name, handler, happened)
            xid, event_id, done = happened.xid, happened.id, done + 1
            if time.monotonic() > stop:
                break
        if done == len(batch) < BATCH:  # nothing more of interest below the horizon: skip the rest of it
            xid, event_id = horizon - 1, 9223372036854775807
        cursor.execute("UPDATE events_cursor SET xid = %s, event_id = %s WHERE subscription = %s AND shard = %s", [xid, event_id, name, shard])
    return done


def _handle(name: str, handler: Handler, happened: Happened) -> None:
    """Run one handler in a savepoint and the brand's scope; a failure is set aside, the rest goes on."""
    try:
        with scope(Scope(brands=(happened.brand_id,), purpose=name)):
            handler(happened)
    except Exception as error:
        log.exception("%s failed on event %s", name, happened.id)
        Setback.objects.get_or_create(
            subscription=name,
            event_id=happened.id,
            defaults={"brand_id": happened.brand_id, "error": where_it_failed(error), "due_at": clock.now() + backoff(1)},
        )


def where_it_failed(error: BaseException) -> str:
    """The kind of error and the places it came through. Never its message: a database's names the values, which are people's words."""
    frames = [f"{Path(frame.filename).stem}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__} at " + " > ".join(frames[-8:])


def backoff(attempts: int) -> timedelta:
    """1 s, 4 s, 16 s … an hour at most."""
    return timedelta(seconds=min(3600.0, 4.0 ** (attempts - 1)))


def _retry_due() -> int:
    done = 0
    while done < BATCH:
        with transaction.atomic():
            setback = Setback.objects.select_for_update(skip_locked=True).filter(dead_at__isnull=True, due_at__lte=clock.now()).order_by("due_at").first()
            if setback is None:
                return done
            _try_again(setback)
        done += 1
    return done


def _try_again(setback: Setback) -> None:
    happened = event_by_id(setback.event_id)
    try:
        with scope(Scope(brands=(setback.brand_id,), purpose=setback.subscription)):
            import_string(setback.subscription)(happened)
    except Exception as error:  # noqa: BLE001  as above
        setback.attempts += 1
        setback.error = where_it_failed(error)
        setback.due_at = clock.now() + backoff(setback.attempts)
        setback.dead_at = clock.now() if setback.attempts >= MOST_ATTEMPTS else None
        setback.save(update_fields=["attempts", "error", "due_at", "dead_at"])
        log.warning("%s failed again on event %s (attempt %s)", setback.subscription, setback.event_id, setback.attempts)
    else:
        setback.delete()


def event_by_id(event_id: int) -> Happened:
    """One event, whatever its brand: for workers only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM events_by_id(%s)", [event_id])
        return _read(cursor.fetchone())


def _read(values: tuple[Any, ...]) -> Happened:
    event_id, xid, brand_id, kind, at, actor, data, topics = values
    return Happened(event_id, xid, brand_id, kind, at, _loaded(actor), _loaded(data), tuple(topics))


def _loaded(value: Any) -> Any:
    """Django's connection gives jsonb as text, others as values."""
    return json.loads(value) if isinstance(value, str) else value
