"""GET /live: the stream itself, answered by the ASGI front without Django."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from tandem.foundation.live.hub import BYE, Hub, Stream
from tandem.foundation.live.tickets import Admission

LONGEST_SECONDS = 600.0
BEAT_SECONDS = 15.0
CURSOR = re.compile(r"^(\d{1,19})-(\d{1,19})$")

Spend = Callable[[str], Awaitable[Admission | None]]


def parse_cursor(text: str) -> tuple[int, int] | None:
    """(xid, id) of an SSE id, or None when it is none."""
    match = CURSOR.match(text)
    return (int(match[1]), min(int(match[2]), 2**63 - 1)) if match and int(match[1]) < 2**63 else None


def endpoint(hub: Hub, spend: Spend, *, longest: float = LONGEST_SECONDS) -> Callable[[Request], Awaitable[Response]]:
    """The request handler over a hub and a way to spend tickets."""

    async def live(request: Request) -> Response:
        admission = await spend(request.query_params.get("ticket", ""))
        if admission is None:
            return JSONResponse({"title": "This ticket was used or has expired. Ask for a new one.", "status": 401}, status_code=401)
        since = parse_cursor(request.query_params.get("since", "") or request.headers.get("last-event-id", ""))
        return StreamingResponse(
            _frames(hub, Stream(frozenset(admission.topics), admission.leash), since, longest),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return live


async def _frames(hub: Hub, stream: Stream, since: tuple[int, int] | None, longest: float) -> AsyncIterator[str]:
    await hub.ready.wait()
    hub.join(stream)
    loop = asyncio.get_running_loop()
    end = loop.time() + longest
    try:
        yield "retry: 2000\n: open\n\n"
        if since is not None:
            await hub.replay(stream, since)
        while (left := end - loop.time()) > 0:
            try:
                message = await asyncio.wait_for(stream.pending.get(), timeout=min(BEAT_SECONDS, left))
            except TimeoutError:
                yield "event: beat\ndata: {}\n\n"  # an event, not a comment: a browser's script must see that the line lives
                continue
            yield message
            if message == BYE:
                return
            if stream.pending.empty():
                stream.sent_all()
        yield BYE
    finally:
        hub.leave(stream)
