"""Child processes of a command: started together, watched, and none left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.request
from types import TracebackType
from typing import Any, Self

from tandem.cli.saying import fail

GRACE_SECONDS = 6.0
PR_SET_PDEATHSIG = 1  # Linux: the child is told when its parent dies, however that happens


class Household:
    """Starts children that end with the parent: by its order, by Ctrl-C, or by its sudden death."""

    def __init__(self, console: Any) -> None:
        self.console = console
        self.children: dict[str, subprocess.Popen[str]] = {}

    def __enter__(self) -> Self:
        from tandem.foundation.database import server

        signal.signal(signal.SIGTERM, _interrupt)  # `kill` is as good as Ctrl-C
        self.had_server = bool(os.environ.get("DATABASE_URL")) or server.running()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        for number in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C must not cut the tidying short
            signal.signal(number, signal.SIG_IGN)
        stopping = isinstance(error, KeyboardInterrupt)
        if stopping:
            self.console.print("\nStopping …")
        self._stop_children()
        if not self.had_server:
            from tandem.foundation.database import server

            with contextlib.suppress(OSError):
                server.stop()
        if stopping:
            self.console.print("Stopped. The state is kept; `make demo` goes on, `make demo FRESH=1` begins anew.")
        return stopping

    def start(self, name: str, *command: str) -> subprocess.Popen[str]:
        """A `tandem` command as a child."""
        return self._spawn(name, [sys.executable, "-m", "tandem.cli.main", *command], watched=False)

    def start_module(self, name: str, module: str, *values: str, watched: bool = False) -> subprocess.Popen[str]:
        """A module as a child; `watched` children are read by the parent and may end."""
        return self._spawn(name, [sys.executable, "-m", module, *values], watched=watched)

    def wait_for(self, address: str, *, seconds: float = 30.0) -> None:
        """Until `address` answers. Ends the command when a child dies first."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._check_alive()
            with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310  our own address
                if answer.status == 200:
                    return
            time.sleep(0.1)
        fail(f"The service did not answer at {address} within {seconds:.0f} seconds.")

    def watch(self) -> None:
        """Until somebody stops us, or a child dies."""
        while True:
            self._check_alive()
            time.sleep(0.5)

    def _spawn(self, name: str, command: list[str], *, watched: bool) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            command,
            start_new_session=True,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if watched else None,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  only a system call between fork and exec
        )
        self.children[name] = child
        return child

    def _check_alive(self) -> None:
        for name, child in self.children.items():
            if child.poll() is not None and child.stdout is None:
                fail(f"The {name} process ended unexpectedly (exit code {child.returncode}); see the lines above.")

    def _stop_children(self) -> None:
        alive = [child for child in self.children.values() if child.poll() is None]
        for child in reversed(alive):
            child.terminate()
        end = time.monotonic() + GRACE_SECONDS
        for child in alive:
            try:
                child.wait(timeout=max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
