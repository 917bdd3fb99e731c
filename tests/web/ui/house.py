"""A loopback server that serves the kit and plays the live protocol, for the browser tests."""

import json
import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import render_to_string

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'"
SHELL = """{% extends "ui/app.html" %}{% load ui_tags %}{% block content %}
<p id="part" data-live="floor:3 ContactQueued" hx-get="/part" hx-trigger="live">{{ number }}</p>
<p id="other" data-live="floor:3 Nothing" hx-get="/part" hx-trigger="live">{{ number }}</p>
<button id="refused" type="button" hx-post="/refused" hx-target="#part">x</button>
<button id="ended" type="button" hx-get="/ended" hx-target="#part">x</button>
<div class="meter" data-p="58"></div>
<form class="composer"><textarea></textarea></form>
{% endblock %}"""
RAIL = [{"key": "desk", "label": "Desk", "url": "/desk", "icon": "desk", "current": True}]


class House:
    """A loopback server that plays the live protocol: tickets are spent once, an id is the cursor."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.address = f"http://localhost:{server.server_port}"
        self.lock = threading.Condition()
        self.events = 0
        self.parts = 0
        self.tickets: list[list[str]] = []
        self.unspent: set[str] = set()
        self.streams: list[str] = []
        self.hang_up = 0
        self.closing = False

    def happen(self) -> None:
        with self.lock:
            self.events += 1
            self.lock.notify_all()

    def drop_streams(self) -> None:
        with self.lock:
            self.hang_up += 1
            self.lock.notify_all()


class Door(BaseHTTPRequestHandler):
    house: House

    def log_message(self, *args: object) -> None:
        pass

    def answer(
        self, body: str | bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str
    ) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            "Content-Security-Policy": POLICY,
            **headers,
        }.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/live":
            self.stream(parse_qs(url.query))
        elif url.path.startswith("/static/"):
            found = finders.find(url.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(url.path)[0] or "text/plain"
            with open(found, "rb") as file:  # noqa: PTH123  the finder answers with a string
                self.answer(file.read(), kind)
        elif url.path in ("/ended", "/accounts/login/"):
            self.answer("sign in", status=302 if url.path == "/ended" else 200, Location="/accounts/login/")
        elif url.path == "/part":
            with self.house.lock:
                self.house.parts += 1
                self.answer(str(self.house.parts))
        else:
            topics = parse_qs(url.query).get("topics", ["floor:3"])[0]
            context = {
                "rail": RAIL,
                "live_topics": topics,
                "live_ticket_url": "/live/ticket",
                "live_cursor": "100-0",
                "number": 0,
            }
            self.answer(Template(SHELL).render(Context(context)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/refused":
            page = render_to_string("ui/parts/refusal.html", {"message": "Somebody else took it."})
            self.answer(page, status=409, HX_Retarget="#notices", HX_Reswap="innerHTML")
            return
        with self.house.lock:
            self.house.tickets.append(json.loads(body)["topics"])
            ticket = f"t{len(self.house.tickets)}"
            self.house.unspent.add(ticket)
            cursor = f"100-{self.house.events}"
        self.answer(json.dumps({"ticket": ticket, "cursor": cursor}), "application/json")

    def stream(self, query: dict[str, list[str]]) -> None:
        house = self.house
        with house.lock:
            if query["ticket"][0] not in house.unspent:
                self.answer("{}", "application/json", 401)
                return
            house.unspent.remove(query["ticket"][0])
            house.streams.append(query["since"][0])
            dropped = house.hang_up
        sent = int(query["since"][0].split("-")[1])
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b": open\n\n")
        self.wfile.flush()
        while True:
            with house.lock:
                while house.events == sent and house.hang_up == dropped and not house.closing:
                    house.lock.wait(timeout=1)
                if house.closing or house.hang_up > dropped:
                    return
                new, sent = range(sent + 1, house.events + 1), house.events
            for number in new:
                message = {
                    "event": number,
                    "topic": "floor:3",
                    "kind": "ContactQueued",
                    "id": "cnv_1",
                    "version": number,
                }
                self.wfile.write(f"id: 100-{number}\ndata: {json.dumps(message)}\n\n".encode())
            self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves mid-stream is no error."""
