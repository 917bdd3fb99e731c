"""State + events == a fresh read, after any interleaving and any disconnect, with transactions that commit out of order."""

from __future__ import annotations

import asyncio
import json
import uuid

import psycopg
import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.foundation.live.hub import Hub, Stream

WRITERS = 3
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, WRITERS - 1)),
        st.tuples(st.just("commit"), st.integers(0, WRITERS - 1)),
        st.tuples(st.just("rollback"), st.integers(0, WRITERS - 1)),
        st.tuples(st.sampled_from(["look", "receive", "drop"]), st.just(0)),
    ),
    min_size=5,
    max_size=40,
)
INSERT = (
    "INSERT INTO events_event (brand_id, kind, stream, shard, at, actor, data, topics) VALUES (1, 'Tried', 's', 0, '2026-01-01Z', '{}', '{}', %s) RETURNING id"
)


def plain() -> dict:
    """How the application's role connects."""
    link = connections["default"].get_connection_params()
    return {key: value for key, value in link.items() if key not in ("cursor_factory", "context", "prepare_threshold")}


class Client:
    """A browser: reads state, joins from the cursor taken before, keeps what it heard, drops duplicates."""

    def __init__(self, hub: Hub, topic: str) -> None:
        self.hub, self.topic = hub, topic
        self.heard: set[int] = set()
        self.cursor = hub.cursor
        self.stream = Stream(frozenset([topic]))
        hub.join(self.stream)

    def receive(self) -> None:
        while not self.stream.pending.empty():
            lines = dict(line.split(": ", 1) for line in self.stream.pending.get_nowait().strip().splitlines())
            self.heard.add(json.loads(lines["data"])["event"])
            xid, _, number = lines["id"].partition("-")
            self.cursor = (int(xid), int(number))

    async def reconnect(self) -> None:
        """The line broke: whatever was not received is gone; the new stream replays from the last id."""
        self.hub.leave(self.stream)
        self.stream = Stream(frozenset([self.topic]))
        self.hub.join(self.stream)
        await self.hub.replay(self.stream, self.cursor)


async def play(steps: list[tuple[str, int]], hub_of=Hub) -> tuple[set[int], set[int]]:
    """(what the client knows in the end, what a fresh read finds)."""
    topic = f"t:{uuid.uuid4()}"
    hub = hub_of(plain())
    writers = [psycopg.connect(**plain(), autocommit=False) for _ in range(WRITERS)]
    for writer in writers:
        writer.execute("SELECT set_config('tandem.brands', '1', false)")
        writer.commit()
    open_rows: list[set[int]] = [set() for _ in writers]
    committed: set[int] = set()
    async with await psycopg.AsyncConnection.connect(**plain(), autocommit=True) as eye:
        hub.cursor = await hub._horizon(eye)
        client = Client(hub, topic)
        for step, who in [*steps, *[("commit", w) for w in range(WRITERS)], ("look", 0), ("receive", 0)]:
            if step == "write":
                open_rows[who].add(writers[who].execute(INSERT, [[topic]]).fetchone()[0])
            elif step == "commit":
                writers[who].commit()
                committed |= open_rows[who]
                open_rows[who] = set()
            elif step == "rollback":
                writers[who].rollback()
                open_rows[who] = set()
            elif step == "look":
                while await hub._read(eye):
                    pass
            elif step == "receive":
                client.receive()
            elif step == "drop":
                await client.reconnect()
        for writer in writers:
            writer.close()
    return client.heard, committed


@pytest.mark.proves("L1", "L2")
@pytest.mark.timeout(300)
def test_a_client_that_joins_and_replays_misses_nothing_and_hears_nothing_that_was_not(committed):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(STEPS)
    def run(steps):
        heard, stored = asyncio.run(play(steps))
        assert heard == stored

    run()


class ById(Hub):
    """The guard removed: a cursor that trusts ids alone."""

    async def _read(self, link):
        found = await link.execute("SELECT id, xid, kind, data, topics FROM events_after(0, 0, 100000) WHERE id > %s ORDER BY id", [self.cursor[1]])
        for row in await found.fetchall():
            self.cursor = (0, row[0])
            self._send(dict(zip(("id", "xid", "kind", "data", "topics"), row, strict=True)))
        return False


@pytest.mark.proves("L2")
def test_a_cursor_on_ids_alone_loses_rows(committed):
    """What the law is for: two writers, the later id commits first."""

    async def cross() -> tuple[set[int], set[int]]:
        return await play([("write", 0), ("write", 1), ("commit", 1), ("look", 0), ("receive", 0), ("commit", 0), ("look", 0), ("receive", 0)], ById)

    def start_at_zero(self, link):
        async def zero():
            return (0, 0)

        return zero()

    ById._horizon = start_at_zero
    heard, stored = asyncio.run(cross())
    assert stored - heard != set()
    assert len(stored - heard) == 1
