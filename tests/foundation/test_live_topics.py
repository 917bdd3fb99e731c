"""An event that a stream hears under two topics comes once, with both: clients drop repeats by event id."""

from __future__ import annotations

import asyncio
import json

from tandem.foundation.live.hub import Hub, Stream
from tests.foundation.test_live_property import INSERT, plain


def heard(stream: Stream) -> list[dict]:
    found = []
    while not stream.pending.empty():
        lines = dict(line.split(": ", 1) for line in stream.pending.get_nowait().strip().splitlines())
        found.append(json.loads(lines["data"]))
    return found


def test_sent_live_and_replayed_alike(committed):
    import psycopg

    async def play() -> tuple[list[dict], list[dict]]:
        hub = Hub(plain())
        stream = Stream(frozenset(["desk:a", "conversation:b", "other:c"]))
        async with await psycopg.AsyncConnection.connect(**plain(), autocommit=True) as eye:
            hub.cursor = since = await hub._horizon(eye)
            hub.join(stream)
            await eye.execute("SELECT set_config('tandem.brands', '1', false)")
            await eye.execute(INSERT, [["conversation:b", "chat:b", "desk:a"]])
            await hub._read(eye)
        late = Stream(stream.topics)
        await hub.replay(late, since)
        return heard(stream), heard(late)

    live, replayed = asyncio.run(play())
    assert [(one["topic"], one["topics"]) for one in live] == [("conversation:b", ["conversation:b", "desk:a"])]
    assert replayed == live
