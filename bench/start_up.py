"""Start-up: a fresh clone's `make demo` until the terminal says so, and the second start."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

TITLE = "Start-up"
ROOT = Path(__file__).resolve().parent.parent


def run() -> dict[str, Any]:
    """Clone, `make demo` (set-up included), stop; `make demo` again, stop."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-start-"))
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "tandem")], check=True)
        first, lines = _start(folder / "tandem")
        second, _ = _start(folder / "tandem")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"first_s": first, "second_s": second, "history": next((line for line in lines if line.startswith("History")), "")}


def told(result: dict[str, Any]) -> str:
    """The section of the page."""
    return "\n".join(
        [
            "| start | seconds | target |",
            "| --- | --- | --- |",
            f"| first: empty clone, set-up, two brands, history ({result['history'].removeprefix('History: ').rstrip('.')}) | {result['first_s']:.0f} | 300 |",
            f"| second: everything kept | {result['second_s']:.1f} | 10 |",
        ]
    )


def _start(folder: Path) -> tuple[float, list[str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {key: value for key, value in os.environ.items() if not key.startswith(("TANDEM_", "DATABASE_", "DJANGO_", "VIRTUAL_ENV"))}
    began = time.monotonic()
    demo = subprocess.Popen(
        ["make", "demo", f"PORT={port}"], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    lines = []
    for line in demo.stdout or ():
        lines.append(line.strip())
        if line.startswith("Tandem is up"):
            break
    seconds = time.monotonic() - began
    os.killpg(demo.pid, signal.SIGINT)
    demo.wait(timeout=30)
    if not any(line.startswith("Tandem is up") for line in lines):
        raise RuntimeError("\n".join(lines[-20:]))
    return seconds, lines
