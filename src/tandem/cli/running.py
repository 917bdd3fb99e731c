"""Commands that run the system: migrate, serve, worker."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from tandem.cli.saying import fail

MOST_PORT = 65535


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    app.command()(migrate)
    app.command()(serve)
    app.command()(worker)


def opened(*, schema: bool = False) -> None:
    """Open the database, or end with one clear line and exit code 2."""
    _check_numbers()
    from tandem.foundation.ai.embedding import check_embedder, embedder
    from tandem.foundation.database.home import HomeUnusable
    from tandem.foundation.database.opening import open_database
    from tandem.foundation.database.server import DatabaseUnavailable

    with having_embedder():
        check_embedder()
    try:
        open_database(migrate=schema)
    except (DatabaseUnavailable, HomeUnusable) as refusal:
        fail(str(refusal))
    if os.environ.get("TANDEM_EMBEDDER"):
        with having_embedder():
            embedder()  # one that was chosen is read now, so that a wrong file is refused here and not at the first search


@contextmanager
def having_embedder() -> Iterator[None]:
    """What embeds stands in it: an embedder that cannot be had ends the command with one clear line and exit code 2."""
    from tandem.foundation.ai.embedding import EmbedderUnavailable

    try:
        yield
    except EmbedderUnavailable as refusal:
        fail(str(refusal))


def check_port(port: int) -> None:
    """End with one clear line when `port` is none, is not ours to open, or something else listens there."""
    if not 0 < port <= MOST_PORT:
        fail(f"{port} is no port. Choose one between 1024 and {MOST_PORT}: PORT=8000.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            fail(f"Port {port} is not for every user to open. Choose one above 1023: PORT=8000.")
        except OSError:
            fail(f"Port {port} is busy. Stop what runs there, or choose another: PORT={port + 1}.")


def _check_numbers() -> None:
    for name in ("PORT", "TANDEM_SMTP_PORT"):
        given = os.environ.get(name, "0")
        if not (given.isascii() and given.isdigit() and int(given) <= MOST_PORT):
            fail(f"{name} must be a number up to {MOST_PORT}; it is {given!r}.")


def migrate() -> None:
    """Start the database when it is the embedded one, and bring its schema up to date.

    Example: tandem migrate
    """
    opened(schema=True)
    typer.echo("The database schema is up to date.")


def serve(
    port: Annotated[int, typer.Option(envvar="PORT", help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the web pages, the API and the live streams.

    Example: tandem serve --port 8000
    """
    check_port(port)
    os.environ["PORT"] = str(port)
    opened()
    import uvicorn

    uvicorn.run("tandem.config.asgi:application", host=host, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=3)


def worker() -> None:
    """Do the work that follows events and deadlines, and the slow jobs. Any number may run.

    Example: tandem worker
    """
    opened()
    from tandem.foundation.jobs.working import work

    work()
