"""Wake-ups: one coalesced NOTIFY on a connection of its own, after commit. Polling is the safety net."""

from __future__ import annotations

import logging
import threading

import psycopg
from django.db import connections

log = logging.getLogger(__name__)

CHANNEL = "tandem_events"
PAUSE_SECONDS = 0.05  # one wake-up a process at most this often


class _Waker(threading.Thread):
    """Turns any number of requests into one NOTIFY every PAUSE_SECONDS."""

    def __init__(self) -> None:
        super().__init__(name="tandem-waker", daemon=True)
        self.wanted = threading.Event()

    def run(self) -> None:
        link: psycopg.Connection | None = None
        while True:
            self.wanted.wait()
            self.wanted.clear()
            try:
                link = link or psycopg.connect(**connections["default"].get_connection_params() | {"autocommit": True})
                link.execute(f"NOTIFY {CHANNEL}")
            except psycopg.Error:
                log.warning("A wake-up was not sent; readers poll meanwhile.", exc_info=True)
                link = None
            threading.Event().wait(PAUSE_SECONDS)


_waker: _Waker | None = None
_lock = threading.Lock()


def wake() -> None:
    """Ask for a wake-up of whoever reads events; returns at once."""
    global _waker  # noqa: PLW0603  one thread a process, started when first needed
    if _waker is None or not _waker.is_alive():
        with _lock:
            if _waker is None or not _waker.is_alive():
                _waker = _Waker()
                _waker.start()
    _waker.wanted.set()
