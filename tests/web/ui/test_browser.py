"""The scripts in a real browser: keys, the jump list, refusals, and one live stream for all tabs."""

import json
import mimetypes
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import render_to_string

CHROMIUM = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
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

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]


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


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as driver:
        shell = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield shell
        shell.close()


@pytest.fixture
def house() -> Iterator[House]:
    server = Server(("127.0.0.1", 0), Door)
    place = House(server)
    server.RequestHandlerClass = type("OurDoor", (Door,), {"house": place})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield place
    with place.lock:
        place.closing = True
        place.lock.notify_all()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def visitor(browser):
    """A fresh browser profile; what its pages complain about is a failure."""
    context = browser.new_context()
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on(
        "console",
        lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield context
    context.close()
    assert complaints == []


def opened(visitor, house: House, query: str = ""):
    page = visitor.new_page()
    page.goto(f"{house.address}/{query}")
    page.wait_for_selector("body[data-live-state=live]")
    return page


def shows(page, text: str) -> None:
    page.locator(f"#part:text-is('{text}')").wait_for()


def shows_no_more(page, text: str) -> None:
    page.locator(f"#part:not(:text-is('{text}'))").wait_for()


def test_news_refreshes_what_watches_it_and_nothing_else(visitor, house):
    page = opened(visitor, house)
    house.happen()
    shows(page, "1")
    assert page.locator("#other").inner_text() == "0"
    assert house.parts == 1


def test_two_tabs_share_one_stream_and_the_second_takes_over(visitor, house):
    first = opened(visitor, house)
    second = opened(visitor, house)
    assert len(house.streams) == 1
    house.happen()
    for page in (first, second):
        shows_no_more(page, "0")
    first.close()
    second.wait_for_selector("body[data-live-state=live]")
    before = second.locator("#part").inner_text()
    house.happen()
    shows_no_more(second, before)
    assert house.streams == ["100-0", "100-1"]


def test_a_new_topic_of_a_second_tab_joins_the_stream(visitor, house):
    opened(visitor, house)
    opened(visitor, house, "?topics=desk")
    assert house.tickets == [["floor:3"], ["desk", "floor:3"]]


def test_a_dropped_stream_goes_on_where_it_was_with_a_new_ticket(visitor, house):
    page = opened(visitor, house)
    house.happen()
    shows(page, "1")
    house.drop_streams()
    page.wait_for_selector("body[data-live-state=stale]")
    house.happen()
    shows_no_more(page, "1")
    assert house.streams == ["100-0", "100-1"]
    assert house.unspent == set()


def test_the_jump_list_opens_by_key_and_finds_a_place(visitor, house):
    page = opened(visitor, house)
    page.keyboard.press("Control+k")
    page.keyboard.type("des")
    page.wait_for_selector("#palette [role=option]")
    assert page.locator("#palette [role=option] b").all_inner_texts() == ["Desk"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def test_letters_are_keys_until_one_types_or_turns_them_off(visitor, house):
    page = opened(visitor, house)
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.locator("textarea").focus()
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.locator("#main").focus()
    page.keyboard.press("?")
    page.uncheck("[data-keys-switch]")
    page.click("#keys [data-close]")
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.reload()
    page.keyboard.press("t")
    assert (
        page.evaluate("document.documentElement.dataset.theme ?? ''") == ""
    )  # no server here keeps the cookie


def test_a_refusal_is_shown_over_the_page_and_replaces_nothing(visitor, house):
    page = opened(visitor, house)
    page.click("#refused")
    page.wait_for_selector("#notices:popover-open")
    assert page.locator("#notices").inner_text() == "Somebody else took it."
    assert page.locator("#part").inner_text() == "0"
    page.click("#notices [data-dismiss]")
    assert not page.locator("#notices").is_visible()


def test_a_session_that_ended_is_said_and_the_page_stays(visitor, house):
    page = opened(visitor, house)
    page.click("#ended")
    page.wait_for_selector(".toast[role=alert]")
    assert "You were signed out." in page.locator(".toast").inner_text()
    assert page.locator("#part").inner_text() == "0"


def test_a_meter_is_as_long_as_its_number(visitor, house):
    page = opened(visitor, house)
    share = page.evaluate("getComputedStyle(document.querySelector('.meter')).getPropertyValue('--p')")
    assert share.strip() == "58"
