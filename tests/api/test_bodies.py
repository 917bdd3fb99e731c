"""Bodies on their way in: whole, measured, and refused in the one shape when they are too large."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx
from a2wsgi import WSGIMiddleware

from tandem.web import front


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """What a WSGI application may read: as much as the length says."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return [body]


def sent(content: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=front.BodyGate(WSGIMiddleware(echo, workers=1)))
        async with httpx.AsyncClient(transport=transport, base_url="http://tandem") as client:
            return await client.post("/", content=content)

    return asyncio.run(send())


async def in_chunks() -> AsyncIterator[bytes]:
    yield b"in "
    yield b"chunks"


def test_a_body_arrives_whole_with_and_without_a_length():
    assert sent(b"at once").content == b"at once"
    assert sent(in_chunks()).content == b"in chunks"


def test_a_body_beyond_the_limit_is_refused_in_the_one_shape(monkeypatch):
    monkeypatch.setattr(front, "MOST_BODY", 4)
    answer = sent(in_chunks())
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["code"] == "too_large"
