"""`tandem demo`: two brands, thirty experts, three weeks of history, traffic flowing; Ctrl-C ends it all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from tandem.cli.processes import Household
from tandem.cli.running import check_port, opened
from tandem.cli.saying import fail

DAYS = 21
SEED = 20261121


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    app.command()(demo)


def demo(
    port: Annotated[int, typer.Option(envvar="PORT", help="The port to listen on.")] = 8000,
    fresh: Annotated[str, typer.Option(envvar="FRESH", help="1: forget the last demo and begin anew.")] = "",
    days: Annotated[float, typer.Option(help="How much history to make at the first start.")] = DAYS,
    traffic: Annotated[bool, typer.Option(help="Let customers and experts act, through the HTTP API.")] = True,
) -> None:
    """Open a living system: two brands with knowledge, people, history and traffic.

    Example: tandem demo --port 8000
    """
    from rich.console import Console

    check_port(port)
    os.environ["PORT"] = str(port)
    console = Console(highlight=False)
    if fresh == "1":
        _forget()
    with Household(console) as household:
        began = time.monotonic()
        with console.status("Starting the database …"):
            opened(schema=True)
        logins = _made(console, household, days)
        with console.status("Starting the service …"):
            household.start("serve", "serve", "--port", str(port))
            household.start("worker", "worker")
            household.wait_for(f"http://127.0.0.1:{port}/alive")
        if traffic:
            household.start_module("traffic", "tandem.demo.traffic", str(_notes()), str(port))
        _welcome(console, port, logins, time.monotonic() - began)
        household.watch()


def _forget() -> None:
    from tandem.foundation.database import server
    from tandem.foundation.database.home import home

    if os.environ.get("DATABASE_URL"):
        fail("FRESH=1 empties the embedded database only. Drop the one of DATABASE_URL yourself, or unset it.")
    server.stop()
    shutil.rmtree(home() / "postgres", ignore_errors=True)
    _notes().unlink(missing_ok=True)


def _notes() -> Path:
    from tandem.foundation.database.home import home

    return home() / "demo.json"


def _made(console: Any, household: Household, days: float) -> list[Any]:
    """Make the brands and their past unless they stand; returns the log-ins."""
    from tandem.demo import making, notes
    from tandem.foundation import clock

    if making.is_made():
        if not _notes().exists():
            fail(f"This database holds the demo's brands, but their log-ins ({_notes().name}) are gone. Begin anew: make demo FRESH=1")
        return notes.load(_notes())[0]
    start = clock.now() - timedelta(days=days)
    with console.status("Making two brands and their people …"), clock.on(clock.VirtualClock(start - timedelta(days=1))):
        brands = making.make_brands()
        logins = making.make_people(brands)
        tokens = making.make_tokens(brands)
    _play(console, household, list(brands), start=start, days=days)
    making.settle(brands)
    notes.save(_notes(), logins, tokens)
    return logins


def _play(console: Any, household: Household, slugs: list[str], *, start: datetime, days: float) -> None:
    """Each brand's past in a process of its own, with one bar for all."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    played, counts = dict.fromkeys(slugs, 0.0), dict.fromkeys(slugs, 0)

    def listen(slug: str, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            if line.startswith("done"):
                counts[slug] = int(line.split()[1])
            elif line.strip().isdigit():
                played[slug] = float(line)

    processes = {
        slug: household.start_module(f"history of {slug}", "tandem.demo.play", slug, start.isoformat(), str(days), str(SEED), watched=True) for slug in slugs
    }
    ears = [threading.Thread(target=listen, args=pair, daemon=True) for pair in processes.items()]
    for ear in ears:
        ear.start()
    words = f"Playing {days:g} days of history"
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"), TimeRemainingColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task(words, total=days * 86400 * len(slugs))
        while any(process.poll() is None for process in processes.values()) and not any(process.poll() for process in processes.values()):
            bar.update(task, completed=sum(played.values()))
            time.sleep(0.3)
    for ear in ears:
        ear.join(timeout=5)
    if any(process.returncode for process in processes.values()):
        fail("The history could not be made; see the lines above. Begin anew: make demo FRESH=1")
    console.print(f"History: {sum(counts.values()):,} conversations in {days:g} days.")


def _welcome(console: Any, port: int, logins: list[Any], seconds: float) -> None:
    from rich.table import Table

    address = f"http://localhost:{port}"
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for login in logins:
        table.add_row(f"  {login.what}", login.name, login.email)
    console.print(f"\nTandem is up at [bold]{address}[/bold] ({seconds:.0f} s)\n")
    console.print("Be a customer:")
    for path, what in (("northwind", "a railway"), ("hearth", "a home-goods shop"), ("hearth/shop", "its shop page, with the widget")):
        console.print(f"  {address}/chat/{path}  {what}", soft_wrap=True)
    console.print(f"  {address}/help/hearth/  its public help centre", soft_wrap=True)
    console.print(f"\nSit at a desk ({address}); the password of all: [bold]{logins[0].password}[/bold]", soft_wrap=True)
    console.print(table)
    console.print("\nCtrl-C stops everything.")
    sys.stdout.flush()
