"""One process, one port: live streams and static files from the event loop, everything else from worker threads."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import close_old_connections, connections
from django.urls import get_resolver
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.foundation.live.endpoint import endpoint
from tandem.foundation.live.hub import Hub
from tandem.foundation.live.tickets import Admission, spend
from tandem.web.refusals import PROBLEM, problem, wants_page

BODY_SECONDS = 20.0  # a client that dribbles its body holds no thread
MOST_BODY = 4_000_000  # bytes
MOST_UPLOAD = 21_000_000  # bytes, on the few paths below: the files of one message, and the form around them
UPLOADS = re.compile(r"/chat/[^/]+/(?:chats|letters|cnv_\w+/messages)|/desk/c/[^/]+/(?:messages|notes)|/api/v1/files")
SLOWEST_UPLOAD = 50_000  # bytes a second: a poor telephone still delivers, one that dribbles does not
UPLOADS_AT_ONCE = 16  # large bodies in memory; whoever comes then waits, unread
MOST_DRAINED = 64_000_000  # bytes read and dropped, since most clients hear an answer only after they have sent all
WORKERS = 12  # threads that run Django; each holds one database connection


class BodyGate:
    """Reads a request's body whole, under a deadline and a limit, before a thread is given to it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.large = asyncio.Semaphore(UPLOADS_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        most = MOST_UPLOAD if UPLOADS.fullmatch(scope["path"]) else MOST_BODY
        async with self.large if most == MOST_UPLOAD and _is_large(scope) else contextlib.nullcontext():
            await self._pass_on(scope, receive, send, most=most)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, *, most: int) -> None:
        try:
            body = await _body(receive, most)
        except TimeoutError:
            await self._refuse(408, "too_slow", "The request took too long to arrive. Send it again.", scope, receive, send)
            return
        except _TooLargeError:
            await self._refuse(413, "too_large", f"The request is larger than {most // 1_000_000} MB.", scope, receive, send)
            return
        if body is not None:
            await self.app(_measured(scope, len(body)), _once(body, receive), send)

    async def _refuse(self, status: int, code: str, detail: str, scope: Scope, receive: Receive, send: Send) -> None:
        """To a browser as a page of ours, to a program in the API's one shape."""
        accept = Headers(scope=scope).get("accept", "")
        if wants_page(scope["path"], accept):
            path = f"/refusals/{code}/"
            turned = {**_measured(scope, 0), "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
            await self.app(turned, _once(b"", receive), send)
            return
        await JSONResponse(problem(status, code, detail), status_code=status, media_type=PROBLEM)(scope, receive, send)


def _measured(scope: Scope, length: int) -> Scope:
    """The request with its length said: WSGI reads nothing of a body that came in chunks without one."""
    headers = [header for header in scope["headers"] if header[0] not in (b"content-length", b"transfer-encoding")]
    return {**scope, "headers": [*headers, (b"content-length", str(length).encode())]}


def _is_large(scope: Scope) -> bool:
    """Whether more than an ordinary body is announced, or nothing is."""
    length = Headers(scope=scope).get("content-length", "")
    return not length.isdecimal() or int(length) > MOST_BODY


class _TooLargeError(Exception):
    pass


async def _body(receive: Receive, most: int) -> bytes | None:
    """The whole body; None when the client is gone. The deadline moves on with an upload that arrives fast enough."""
    parts, size, began = [], 0, asyncio.get_running_loop().time()
    async with asyncio.timeout(BODY_SECONDS) as deadline:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part = message.get("body", b"")
            size += len(part)
            if size <= most:
                parts.append(part)
            elif size > MOST_DRAINED:
                raise _TooLargeError
            else:
                parts.clear()
            if not message.get("more_body"):
                break
            if most == MOST_UPLOAD:
                deadline.reschedule(began + BODY_SECONDS + size / SLOWEST_UPLOAD)
    if size > most:
        raise _TooLargeError
    return b"".join(parts)


def _once(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _spend(token: str) -> Admission | None:
    close_old_connections()
    try:
        return spend(token)
    finally:
        connections.close_all()  # this thread is the loop's: it keeps no connection between tickets


async def _alive(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def build(wsgi: Any) -> Starlette:
    """The application that uvicorn serves."""
    _ = get_resolver().url_patterns  # now: two threads that load them at once may see a module half-made
    link = connections["default"].get_connection_params()
    hub = Hub({key: value for key, value in link.items() if key not in ("cursor_factory", "context", "prepare_threshold")})

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        reader = asyncio.create_task(hub.run(), name="live reader")
        yield
        reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reader

    folders = [path for finder in get_finders() for path in _folders(finder)]
    static = StaticFiles(directory=folders[0] if folders else None)
    static.all_directories = list[Any](folders)
    return Starlette(
        routes=[
            Route("/live", endpoint(hub, sync_to_async(_spend, thread_sensitive=False)), methods=["GET"]),
            Route("/alive", _alive, methods=["GET"]),
            Mount(settings.STATIC_URL.rstrip("/"), static, name="static"),
            Mount("/", BodyGate(cast("ASGIApp", WSGIMiddleware(wsgi, workers=WORKERS)))),
        ],
        lifespan=lifespan,
    )


def _folders(finder: Any) -> list[str]:
    """The static folders of installed apps, served where they lie: nothing is copied or bundled."""
    return [storage.location for storage in getattr(finder, "storages", {}).values()]
