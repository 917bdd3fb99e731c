"""The hub: one reader of the event table a process, many streams, indexed by topic."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tandem.foundation import clock
from tandem.foundation.events.kinds import KINDS
from tandem.foundation.events.waking import CHANNEL
from tandem.foundation.live.leash import FREE, Leash, ended

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0  # the safety net under lost wake-ups
LEASH_SECONDS = 2.0  # how often it is looked whether those who listen still may
BYE = "event: bye\ndata: {}\n\n"
MOST_PENDING = 200  # messages a slow stream may owe before it is told to fetch everything anew
READ_AT_ONCE = 1000


@dataclass(eq=False, slots=True)
class Stream:
    """One open connection: its topics, what it hangs on, and what it has yet to send."""

    topics: frozenset[str]
    leash: Leash = FREE
    pending: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_PENDING + 1))
    overflowed: bool = False
    over: bool = False

    def offer(self, message: str) -> None:
        """Queue a message; past the bound everything pending gives way to one `refetch`."""
        if self.overflowed or self.over:
            return
        if self.pending.qsize() >= MOST_PENDING:
            self._drop()
            self.overflowed = True
            message = "event: refetch\ndata: {}\n\n"
        self.pending.put_nowait(message)

    def end(self) -> None:
        """Nothing more is said but good-bye: what is pending is no longer theirs to hear."""
        if not self.over:
            self._drop()
            self.over = True
            self.pending.put_nowait(BYE)

    def _drop(self) -> None:
        while not self.pending.empty():
            self.pending.get_nowait()

    def sent_all(self) -> None:
        self.overflowed = False


def frame(row: dict[str, Any], topics: list[str], cursor: str) -> str:
    """The wire form of one event for one stream: ids and kinds only; the client fetches what it may see.

    One frame with every topic that the stream hears it under: clients drop what they have by event id, so a frame
    a topic would leave all topics but the first unheard.
    """
    data = row["data"]
    kind = KINDS.get(row["kind"])
    subject = data.get(kind.subject, "") if kind else ""
    body = {"event": row["id"], "topic": topics[0], "topics": topics, "kind": row["kind"], "id": subject, "version": data.get("version")}
    return f"id: {cursor}\ndata: {json.dumps(body)}\n\n"


class Hub:
    """Reads what was committed after the horizon and hands it to the streams of its topics.

    Rows above the horizon are sent at once; the SSE id they carry is the horizon reached, so a reconnecting
    client is given again whatever might have been overtaken. It drops what it has by event id.
    """

    def __init__(self, connect: dict[str, Any]) -> None:
        self.connect = connect
        self.by_topic: dict[str, set[Stream]] = {}
        self.leashed: set[Stream] = set()
        self.looked_at = 0.0
        self.cursor = (0, 0)
        self.above: set[int] = set()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Follow the event table until cancelled; a lost connection is made anew."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self.connect, autocommit=True) as link:
                    await link.execute(f"LISTEN {CHANNEL}")
                    if not self.ready.is_set():
                        self.cursor = await self._horizon(link)
                        self.ready.set()
                    while True:
                        while await self._read(link):
                            pass
                        await self._end_the_lost(link)
                        await self._wait(link)
            except psycopg.Error:
                log.warning("The live reader lost its connection; trying again.", exc_info=True)
                await asyncio.sleep(POLL_SECONDS)

    async def _end_the_lost(self, link: psycopg.AsyncConnection) -> None:
        """End the streams of who has signed out, left or been shut out.

        It asks for what is, and waits for no event of it: whoever ends a session need not know of streams.
        """
        now = asyncio.get_running_loop().time()
        if not self.leashed or now - self.looked_at < LEASH_SECONDS:
            return
        self.looked_at = now
        streams = list(self.leashed)
        for place in await ended(link, [stream.leash for stream in streams], at=clock.now()):
            streams[place].end()

    async def _wait(self, link: psycopg.AsyncConnection) -> None:
        async for _ in link.notifies(timeout=POLL_SECONDS, stop_after=1):
            pass

    async def _horizon(self, link: psycopg.AsyncConnection) -> tuple[int, int]:
        row = await (await link.execute("SELECT events_horizon()")).fetchone()
        assert row is not None  # noqa: S101  a function call always gives a row
        return (int(row[0]) - 1, 2**63 - 1)

    async def _read(self, link: psycopg.AsyncConnection) -> bool:
        """One look; True when more may be waiting."""
        rows, horizon = await read_after(link, self.cursor)
        full = len(rows) == READ_AT_ONCE
        for row in rows:
            settled = row["xid"] < horizon
            if settled:
                self.cursor = (row["xid"], row["id"])
            if row["id"] not in self.above:
                self._send(row)
            if settled:
                self.above.discard(row["id"])
            else:
                self.above.add(row["id"])
        if not full:
            self.cursor = max(self.cursor, (horizon - 1, 2**63 - 1))
        return full and rows[0]["xid"] < horizon

    def _send(self, row: dict[str, Any]) -> None:
        cursor = f"{self.cursor[0]}-{self.cursor[1]}"
        hearing: dict[Stream, list[str]] = {}
        for topic in row["topics"]:
            for stream in self.by_topic.get(topic, ()):
                hearing.setdefault(stream, []).append(topic)
        for stream, topics in hearing.items():
            stream.offer(frame(row, topics, cursor))

    def join(self, stream: Stream) -> None:
        if stream.leash != FREE:
            self.leashed.add(stream)
        for topic in stream.topics:
            self.by_topic.setdefault(topic, set()).add(stream)

    def leave(self, stream: Stream) -> None:
        self.leashed.discard(stream)
        for topic in stream.topics:
            with contextlib.suppress(KeyError):
                self.by_topic[topic].discard(stream)
                if not self.by_topic[topic]:
                    del self.by_topic[topic]

    async def replay(self, stream: Stream, since: tuple[int, int]) -> bool:
        """Queue what the stream missed since its cursor; False when that is too much and it must fetch anew.

        The stream has joined before: what happens meanwhile arrives twice, never not at all.
        """
        async with await psycopg.AsyncConnection.connect(**self.connect, autocommit=True) as link:
            at = since
            while True:
                rows, horizon = await read_after(link, at)
                for row in rows:
                    if row["xid"] < horizon:
                        at = (row["xid"], row["id"])
                    if topics := [topic for topic in row["topics"] if topic in stream.topics]:
                        stream.offer(frame(row, topics, f"{at[0]}-{at[1]}"))
                if stream.overflowed:
                    return False
                if len(rows) < READ_AT_ONCE or rows[0]["xid"] >= horizon:
                    return True


async def read_after(link: psycopg.AsyncConnection, cursor: tuple[int, int]) -> tuple[list[dict[str, Any]], int]:
    """Rows after `cursor` and the horizon, of one snapshot."""
    found = await link.execute(
        "SELECT events_horizon(), e.id, e.xid, e.kind, e.data, e.topics FROM (SELECT 1) AS always LEFT JOIN events_after(%s, %s, %s) AS e ON true",
        [*cursor, READ_AT_ONCE],
    )
    rows = await found.fetchall()
    horizon = int(rows[0][0])
    return [dict(zip(("id", "xid", "kind", "data", "topics"), row[1:], strict=True)) for row in rows if row[1] is not None], horizon
