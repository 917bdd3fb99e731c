"""The worker process: event steps, deadlines, jobs. Killed at any point, another takes over where it stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app as jobs_app
from procrastinate.jobs import Status

from tandem.foundation.events.consuming import consume, ensure_cursors, subscriptions
from tandem.foundation.events.waking import CHANNEL
from tandem.foundation.jobs.defining import MOST_ATTEMPTS

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5  # the safety net under lost wake-ups
SWEEP_SECONDS = 0.5
JOB_CONCURRENCY = 2


def work(stop: threading.Event | None = None) -> None:
    """Run until SIGINT or SIGTERM (or `stop` is set)."""
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    follow = subscriptions(import_string(settings.TANDEM_SUBSCRIPTIONS))
    ensure_cursors(follow)
    threads = [
        threading.Thread(target=_repeat, args=(stop, "events", _following(follow)), daemon=True),
        threading.Thread(target=_repeat, args=(stop, "deadlines", _sweeping()), daemon=True),
    ]
    for thread in threads:
        thread.start()
    _repeat(stop, "jobs", lambda stop: asyncio.run(_jobs(stop)))
    for thread in threads:
        thread.join(timeout=5)


def _repeat(stop: threading.Event, name: str, turn: Callable[[threading.Event], Any]) -> None:
    """Take turns until stopped; a failed turn is logged, its connection dropped, and the next one tried."""
    while not stop.is_set():
        try:
            turn(stop)
        except Exception:
            log.exception("The worker's turn at %s failed; trying again.", name)
            connections.close_all()
            stop.wait(1.0)
    connections.close_all()


def _following(follow: Mapping[str, tuple[str, ...]]) -> Callable[[threading.Event], None]:
    ear: list[psycopg.Connection] = []

    def turn(stop: threading.Event) -> None:
        if not ear or ear[0].closed:
            ear[:] = [psycopg.connect(**connections["default"].get_connection_params() | {"autocommit": True})]
            ear[0].execute(f"LISTEN {CHANNEL}")
        while not stop.is_set() and consume(follow):
            pass
        if not stop.is_set():
            for _ in ear[0].notifies(timeout=POLL_SECONDS, stop_after=1):
                pass

    return turn


def _sweeping() -> Callable[[threading.Event], None]:
    sweeps: list[Callable[[], int]] = [import_string(name) for name in import_string(settings.TANDEM_SWEEPS)]

    def turn(stop: threading.Event) -> None:
        if not sum(sweep() for sweep in sweeps):
            stop.wait(SWEEP_SECONDS)

    return turn


async def _jobs(stop: threading.Event) -> None:
    """procrastinate's worker, polling; jobs of workers that died are put back first and then every few seconds."""
    connector: Any = jobs_app.connector  # Django's, which knows one for workers
    worker_app = jobs_app.with_connector(connector.get_worker_connector())
    async with worker_app.open_async():
        working = worker_app.run_worker_async(
            wait=True, concurrency=JOB_CONCURRENCY, fetch_job_polling_interval=POLL_SECONDS, listen_notify=False,
            install_signal_handlers=False, update_heartbeat_interval=5, stalled_worker_timeout=20, delete_jobs="successful",
        )  # fmt: skip
        running = asyncio.create_task(working)
        while not stop.is_set() and not running.done():
            await _revive(worker_app)
            for _ in range(50):
                if stop.is_set() or running.done():
                    break
                await asyncio.sleep(0.1)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def _revive(worker_app: Any) -> None:
    for job in await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=20):
        if job.attempts >= MOST_ATTEMPTS - 1:  # it may be the job that kills them: a person looks first
            await worker_app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
            log.error("Job %s (%s) was left by worker after worker that died; it has failed.", job.id, job.task_name)
            continue
        await worker_app.job_manager.retry_job(job)
        log.warning("Job %s (%s) was left by a worker that died; it runs again.", job.id, job.task_name)
