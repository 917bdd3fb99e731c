"""Jobs of a worker that died run again; failed ones wait for a person."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app as jobs_app

from tandem.foundation import mail
from tandem.foundation.database import server as embedded_server
from tandem.foundation.database.home import home
from tandem.foundation.jobs.defining import MOST_ATTEMPTS
from tandem.foundation.jobs.queries import dead_letters, requeue
from tandem.foundation.jobs.working import _revive
from tandem.foundation.mail.models import Letter
from tandem.foundation.mail.tasks import send_letter


def rows(query: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall()) if cursor.description else []


def revive() -> None:
    async def run() -> None:
        worker_app = jobs_app.with_connector(jobs_app.connector.get_worker_connector())
        async with worker_app.open_async():
            await _revive(worker_app)

    asyncio.run(run())


@pytest.mark.proves("L1")
def test_a_job_whose_worker_fell_silent_is_taken_up_again_and_one_at_work_is_not(committed):
    [(dead,)] = rows("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id")
    [(alive,)] = rows("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
    lost, held = (send_letter.defer(letter_id=number) for number in (1, 2))
    rows("UPDATE procrastinate_jobs SET status = 'doing', worker_id = CASE WHEN id = %s THEN %s ELSE %s END", lost, dead, alive)
    revive()
    assert dict(rows("SELECT id, status::text FROM procrastinate_jobs")) == {lost: "todo", held: "doing"}


def test_a_letter_goes_out_once_and_its_text_is_dropped(committed, mailoutbox):
    mail.send(to="a@mail.example", subject="Hello\nthere", text="The text")
    letter = Letter.objects.get()
    for _ in range(2):
        send_letter(letter_id=letter.pk)
    assert [(sent.subject, sent.body, sent.to) for sent in mailoutbox] == [("Hello there", "The text", ["a@mail.example"])]
    letter.refresh_from_db()
    assert (letter.text, letter.sent_at is not None) == ("", True)


def test_a_failed_job_is_seen_and_sent_on_its_way_again(committed):
    job = send_letter.defer(letter_id=1)
    rows("UPDATE procrastinate_jobs SET status = 'failed', attempts = 8 WHERE id = %s", job)
    [letter] = [one for one in dead_letters() if one.key == f"job-{job}"]
    requeue(letter.key)
    assert rows("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = %s", job) == [("todo", 0)]
    assert [one for one in dead_letters() if one.key == f"job-{job}"] == []


def test_a_job_that_kills_its_workers_fails_in_the_end_and_waits_for_a_person(committed):
    [(dead,)] = rows("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id")
    job = send_letter.defer(letter_id=1)
    for attempts, status in ((6, "todo"), (7, "failed")):
        rows("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = %s", attempts, dead)
        revive()
        assert rows("SELECT status::text FROM procrastinate_jobs") == [(status,)]
    [letter] = dead_letters()
    assert (letter.key, letter.title, letter.attempts, letter.at is not None) == (f"job-{job}", "Send letter", 8, True)


def test_a_letter_that_cannot_go_out_is_tried_eight_times_ever_later_and_then_waits_for_a_person(committed, settings, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # no thread leaves a connection behind
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    mail.send(to="a@mail.example", subject="Hello", text="The text")
    waits = []
    for _ in range(MOST_ATTEMPTS):
        rows("UPDATE procrastinate_jobs SET scheduled_at = NULL")
        run_all()
        [(status, seconds)] = rows("SELECT status::text, round(extract(epoch FROM scheduled_at - now()))::int FROM procrastinate_jobs")
        waits.append(seconds if status == "todo" else status)
    assert waits == [pytest.approx(3**turn, abs=3) for turn in range(1, 8)] + ["failed"]
    [letter] = dead_letters()
    assert (letter.title, letter.attempts) == ("Send letter", MOST_ATTEMPTS)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    requeue(letter.key)
    run_all()
    assert (rows("SELECT * FROM procrastinate_jobs"), Letter.objects.get().text) == ([], "")


def run_all() -> None:
    """What a worker does, until nothing is due."""

    async def run() -> None:
        worker_app = jobs_app.with_connector(jobs_app.connector.get_worker_connector())
        async with worker_app.open_async():
            await worker_app.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="successful")

    asyncio.run(run())


@pytest.mark.soak
@pytest.mark.proves("L1")
def test_a_worker_outlives_its_database(committed, server, worker_id, tmp_path):
    """The server is stopped and started again: the same process takes up the next job."""
    values = {key: connections["default"].settings_dict[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")}
    code = "import django; django.setup()\n" + SLOW.format(settings=values)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tandem.config.settings", "SLOW_JOB_FOLDER": str(tmp_path)}
    from tests.foundation.slow_job import slow

    worker = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=env)
    try:
        slow.defer(seconds=0)
        _until(lambda: len(list(tmp_path.glob("begun-*"))) == 1, 60)
        connections.close_all()
        folder = home() / f"server-{worker_id}"
        embedded_server.stop(folder)
        embedded_server.embedded(folder=folder, durable=False)
        next(tmp_path.glob("begun-*")).unlink()
        slow.defer(seconds=0)
        _until(lambda: len(list(tmp_path.glob("begun-*"))) == 1, 60)
        assert worker.poll() is None
    finally:
        worker.terminate()
        worker.wait(timeout=60)


SLOW = """
import os, sys, time
from tests.foundation import slow_job
from django.db import connections
from tandem.foundation.jobs.working import work
connections["default"].settings_dict.update({settings!r})
work()
"""


@pytest.mark.soak
@pytest.mark.proves("L1")
def test_a_killed_worker_really_loses_no_job(committed, tmp_path):
    """kill -9 while a job runs; a second worker takes it up within a minute."""
    settings = {key: connections["default"].settings_dict[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")}
    code = "import django; django.setup()\n" + SLOW.format(settings=settings)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tandem.config.settings", "SLOW_JOB_FOLDER": str(tmp_path)}
    from tests.foundation.slow_job import slow

    slow.defer(seconds=30)
    first = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=env)
    _until(lambda: len(list(tmp_path.glob("begun-*"))) == 1, 60)
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=env)
    try:
        _until(lambda: len(list(tmp_path.glob("begun-*"))) == 2, 90)
    finally:
        second.terminate()
        second.wait(timeout=60)


def _until(holds, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)
