"""A message comes in: POST /conversations/…/messages, beside django-helpdesk's reply path on the same PostgreSQL."""

from __future__ import annotations

import cProfile
import io
import json
import os
import pstats
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path
from typing import Any

from bench.load import Measured, median, press

TITLE = "A message in"
ROUNDS, SECONDS, CONNECTIONS, CONVERSATIONS = 5, 4.0, 16, 2000
PEER_PACKAGES = ("django-helpdesk==2.6.1", "granian==2.8.7", "psycopg[binary]==3.3.9", "Django==5.2.19", "djangorestframework==3.18.3")
HERE = Path(__file__).resolve().parent


def run() -> dict[str, Any]:
    """Both servers in turn, round by round; medians, CPU a request, and our profile."""
    home = Path(tempfile.mkdtemp(prefix="tandem-bench-"))
    os.environ["TANDEM_HOME"] = str(home / "home")
    children: list[subprocess.Popen[bytes]] = []
    try:
        ours = _ours(home, children)
        peer = _peer(home, children)
        cells: dict[str, list[Measured]] = {"ours": [], "peer": []}
        cpu: dict[str, list[float]] = {"ours": [], "peer": []}
        for turn in range(ROUNDS):
            for name, (port, request, process) in (("ours", ours), ("peer", peer)):
                before = _cpu(process)
                cell = press(port, request, connections=CONNECTIONS, seconds=SECONDS, start=turn * 10_000_000)
                cpu[name].append((_cpu(process) - before) * 1000 / max(1, len(cell.latencies)))
                cells[name].append(cell)
                time.sleep(0.5)
        result: dict[str, Any] = {name: median(rounds) | {"cpu_ms": sorted(cpu[name])[ROUNDS // 2]} for name, rounds in cells.items()}
        result["ratio"] = result["ours"]["rate"] / result["peer"]["rate"]
        result["flush_ms"] = _flush_ms()
        result["profile"] = _profile()
        return result
    finally:
        for child in children:
            child.send_signal(signal.SIGTERM)
        for child in children:
            child.wait(timeout=15)
        from tandem.foundation.database import server

        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def told(result: dict[str, Any]) -> str:
    """The section of the page."""
    rows = [
        "| server | requests/s | p50 ms | p99 ms | server CPU ms a request | answers not 2xx |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    names = {"ours": "Tandem, `POST /api/v1/conversations/{ref}/messages`", "peer": "django-helpdesk 2.6.1, `POST /api/followups/`"}
    for key, name in names.items():
        r = result[key]
        rows.append(f"| {name} | {r['rate']:.0f} | {r['p50']:.0f} | {r['p99']:.0f} | {r['cpu_ms']:.1f} | {r['errors']:.0f} |")
    return "\n".join(
        [
            (
                f"{CONNECTIONS} keep-alive connections, {ROUNDS} interleaved rounds of {SECONDS:.0f} s, medians; "
                "load generator, servers and PostgreSQL share the machine."
            ),
            (
                "Tandem's post is a token look-up, a scope with row-level security, a lock, idempotency by client id, the message, an event; "
                "commit before the answer. django-helpdesk's private follow-up takes no lock and has no idempotency, walls or events; "
                "it runs on granian with four threads.\n"
            ),
            *rows,
            "",
            f"Tandem / django-helpdesk: **{result['ratio']:.1f}**. A flush of this disk takes {result['flush_ms']:.2f} ms.\n",
            "Where the time of a post goes (cumulative ms a request, in process, one thread):\n",
            "```",
            result["profile"].rstrip(),
            "```",
        ]
    )


def _ours(home: Path, children: list[subprocess.Popen[bytes]]) -> tuple[int, Any, int]:
    from tandem.foundation.database.opening import open_database

    open_database(migrate=True)
    from tandem.foundation.accounts.tokens import create_token
    from tandem.foundation.tenancy.actor import SYSTEM
    from tandem.foundation.tenancy.scope import scope
    from tests.cast import make_house, new_conversation, new_customer

    house = make_house()
    with scope(house.scope):
        refs = [new_conversation(house, new_customer(house)).ref for _ in range(CONVERSATIONS)]
        _, secret = create_token(SYSTEM, house.brand.pk, name="Bench", scopes=["conversations:write", "conversations:read"])
    port = _free_port()
    children.append(subprocess.Popen([sys.executable, "-m", "tandem.cli.main", "serve", "--port", str(port)]))
    _wait(f"http://127.0.0.1:{port}/alive")
    _RECALL.update(secret=secret, refs=refs)

    def request(turn: int) -> bytes:
        body = json.dumps({"text": f"Where is my refund, please? It was promised for Tuesday. ({turn})", "client_id": f"b{turn}"}).encode()
        ref = refs[(turn * 7919) % len(refs)]
        return _http(f"/api/v1/conversations/{ref}/messages", port, f"Bearer {secret}", body)

    return port, request, children[-1].pid


def _peer(home: Path, children: list[subprocess.Popen[bytes]]) -> tuple[int, Any, int]:
    from django.db import connections

    link, owner = connections["default"].settings_dict, connections["owner"].settings_dict
    own = home / "peer"
    venv.create(own, with_pip=True)
    python = own / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEER_PACKAGES], check=True)
    server = {"PEER_HOST": str(link["HOST"]), "PEER_PORT": str(link["PORT"]), "PEER_PASSWORD": owner["PASSWORD"]}
    env = os.environ | server | {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(HERE / "peer")}
    import psycopg

    with psycopg.connect(host=link["HOST"], port=link["PORT"], user="postgres", password=owner["PASSWORD"], dbname="postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE helpdesk")
    prepared = subprocess.run([python, "prepare.py"], cwd=HERE / "peer", env=env, check=True, capture_output=True, text=True)
    token, first, last = prepared.stdout.split()
    port = _free_port()
    command = [own / "bin" / "granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads", "4", "--no-access-log", "--log-level", "error",
               "django.core.wsgi:get_wsgi_application", "--factory"]  # fmt: skip
    children.append(subprocess.Popen(command, env=env, cwd=home))  # granian would take a package folder for its root
    _wait(f"http://127.0.0.1:{port}/helpdesk/api/tickets/", token=token)
    ids = int(first), int(last)

    def request(turn: int) -> bytes:
        ticket = ids[0] + (turn * 7919) % (ids[1] - ids[0] + 1)
        body = json.dumps({"ticket": ticket, "comment": f"Where is my refund, please? It was promised for Tuesday. ({turn})", "public": False}).encode()
        return _http("/helpdesk/api/followups/", port, f"Token {token}", body)

    return port, request, children[-1].pid


_RECALL: dict[str, Any] = {}


def _profile() -> str:
    """The Django part of a post under cProfile: 200 requests through the WSGI application, in this process."""
    from django.test import Client

    client = Client(HTTP_AUTHORIZATION=f"Bearer {_RECALL['secret']}", HTTP_HOST="localhost")

    def post(turn: int) -> None:
        ref = _RECALL["refs"][turn % len(_RECALL["refs"])]
        answer = client.post(f"/api/v1/conversations/{ref}/messages", {"text": "Profiled", "client_id": f"p{turn}"}, content_type="application/json")
        if answer.status_code != 201:
            raise RuntimeError(answer.content[:300])

    for turn in range(20):
        post(turn)
    profile = cProfile.Profile()
    profile.enable()
    for turn in range(20, 220):
        post(turn)
    profile.disable()
    stats = pstats.Stats(profile, stream=io.StringIO())
    wanted = (
        "tandem/api",
        "tandem/domain",
        "tandem/foundation",
        "backends/utils.py",
        "ninja/operation",
        "core/handlers/base",
        "psycopg/cursor.py",
        "django/db/transaction.py",
        "django/middleware",
        "sessions",
    )
    lines = []
    for (file, _line, name), (_cc, calls, _own, total, _callers) in stats.stats.items():  # type: ignore[attr-defined]
        if any(part in file for part in wanted) and total / 200 * 1000 > 0.05:
            short = file.split("site-packages/")[-1].split("src/")[-1]
            lines.append((total / 200 * 1000, f"{total / 200 * 1000:8.2f} ms  {calls / 200:5.1f} calls  {short}:{name}"))
    return "\n".join(text for _, text in sorted(lines, reverse=True)[:28])


def _flush_ms() -> float:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_flush (n integer)")
        times = []
        for n in range(50):
            began = time.perf_counter()
            cursor.execute("INSERT INTO bench_flush VALUES (%s)", [n])
            times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[25]


def _http(path: str, port: int, authorization: str, body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: localhost:{port}", f"Authorization: {authorization}"]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _cpu(pid: int) -> float:
    """CPU seconds of a process and its children so far."""
    import psutil

    process = psutil.Process(pid)
    return sum(sum(p.cpu_times()[:2]) for p in [process, *process.children(recursive=True)])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, *, token: str = "", seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    request = urllib.request.Request(address, headers={"Authorization": f"Token {token}"} if token else {})
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(request, timeout=2)
        except urllib.error.HTTPError:
            return  # it answers, if not with this
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{address} did not answer")
