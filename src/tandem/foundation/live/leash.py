"""What a stream hangs on: it ends when the sign-in, the memberships or the token behind it do."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection


@dataclass(frozen=True, slots=True)
class Leash:
    """A session, a token, a person with their standing when the ticket was issued; empty where there is none."""

    person_id: int = 0
    session_key: str = ""
    token_id: int = 0
    standing: str = ""


FREE = Leash()


def leash_of(person_id: int, *, session_key: str = "", token_id: int = 0) -> Leash:
    """The leash of a stream that begins now. Take it before asking the gates: what changes in between then ends it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(live_standing(%s), '')", [person_id])
        return Leash(person_id, session_key, token_id, cursor.fetchone()[0])


async def ended(link: psycopg.AsyncConnection, leashes: list[Leash], *, at: datetime) -> list[int]:
    """The places, from 0, of those leashes that hold nothing any more. One look for all streams of a process."""
    columns: list[Any] = [list(column) for column in zip(*map(astuple, leashes), strict=True)] if leashes else [[], [], [], []]
    found = await link.execute("SELECT * FROM live_ended(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s)", [*columns, at])
    return [int(row[0]) - 1 for row in await found.fetchall()]
