"""Issue and spend tickets."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from tandem.core.kit.refusals import Absent, Invalid
from tandem.foundation import clock
from tandem.foundation.live.leash import FREE, Leash
from tandem.foundation.live.models import Ticket

LIFE = timedelta(seconds=30)
MOST_TOPICS = 40

Gate = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Admission:
    """What a spent ticket opens."""

    topics: tuple[str, ...]
    leash: Leash


def issue(topics: Iterable[str], *, may_listen: Gate, leash: Leash = FREE) -> tuple[str, str]:
    """A single-use ticket for these topics and the cursor to begin from, "xid-id".

    The cursor is taken first: a client that then reads state and replays from the cursor misses nothing.
    Topics that are not the caller's to hear are left out, so that one closed door does not deafen a browser's
    other tabs. The stream lasts no longer than what `leash` names. Raises Invalid on too many topics, Absent when none is left.
    """
    wanted = sorted(set(topics))
    if not wanted or len(wanted) > MOST_TOPICS or any(len(topic) > 80 for topic in wanted):
        raise Invalid("Name between 1 and %(most_topics)s topics.", named={"most_topics": MOST_TOPICS}, field="topics")
    cursor = horizon()
    granted = [topic for topic in wanted if may_listen(topic)]
    if not granted:
        raise Absent("There is no such topic.")
    token = secrets.token_urlsafe(24)
    now = clock.now()
    Ticket.objects.filter(expires_at__lt=now).delete()
    Ticket.objects.create(hash=_hash(token), topics=granted, expires_at=now + LIFE, **asdict(leash))
    return token, cursor


def horizon() -> str:
    """The cursor below which everything has been committed: "xid-id"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT events_horizon() - 1")
        return f"{cursor.fetchone()[0]}-9223372036854775807"


def spend(token: str) -> Admission | None:
    """What the ticket opens, and the ticket is gone; None when it was spent, has expired or never was."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM live_ticket WHERE hash = %s RETURNING topics, expires_at, person_id, session_key, token_id, standing", [_hash(token)])
        row = cursor.fetchone()
    if row is None or row[1] < clock.now():
        return None
    return Admission(tuple(row[0]), Leash(*row[2:]))


def gates() -> Mapping[str, str]:
    """The literal table of `config`: topic prefix -> who may listen."""
    table: Mapping[str, str] = import_string(settings.TANDEM_TOPICS)
    return table


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
