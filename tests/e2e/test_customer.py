"""A customer in a real browser: asks, waits, is answered live, rates; on the hosted page and in the widget on another site."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connections

from tandem.domain.assistance.replies.actions import send
from tandem.domain.service.channels.actions import set_chat
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.closing import resolve
from tandem.domain.service.conversations.actions.marking import notice_typing
from tandem.domain.service.conversations.models import Conversation
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, person

CHROMIUM = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
PATIENCE_MS = 10_000


class Hands:
    """The expert's side, in a thread of its own: the browser's driver keeps the main one."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.house: Any = None

    def do(self, act: Any, *args: Any) -> Any:
        return self.pool.submit(act, *args).result(timeout=30)

    def open(self, *, origin: str) -> None:
        self.house = make_house("hearth")
        with scope(self.house.scope):
            set_chat(SYSTEM, self.house.brand.pk, greeting="", privacy_url="", widget_origins=[origin])

    def expert(self, verb: str, text: str = "") -> None:
        """Amara does something in the newest conversation."""
        house, amara = self.house, self.house.amara
        with scope(house.scope):
            chat = Conversation.objects.latest("id")
            if verb == "take":
                assign(person(amara), house.brand.pk, chat.pk, membership=amara)
            elif verb == "type":
                notice_typing(person(amara), house.brand.pk, chat, author="expert")
            elif verb == "say":
                send(person(amara), amara, chat.pk, text=text, client_id=text)
            else:
                resolve(person(amara), house.brand.pk, chat.pk, membership=amara)


@pytest.fixture
def hands(committed) -> Iterator[Hands]:
    with ThreadPoolExecutor(1) as pool:
        yield Hands(pool)
        pool.submit(connections.close_all).result()


@pytest.fixture
def address(committed, monkeypatch) -> Iterator[str]:
    """The whole house on a port of its own: live streams, static files, pages."""
    import uvicorn
    from django.core.wsgi import get_wsgi_application

    from tandem.web.front import build

    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # no thread leaves a connection behind
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(build(get_wsgi_application()), host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://localhost:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def site(address) -> Iterator[str]:
    """Another site with a strict policy of its own, and our one tag."""

    class Door(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            page = f'<!doctype html><title>A shop</title><script src="{address}/chat/widget.js" data-brand="hearth" async></script><h1>Shop</h1>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {address}; frame-src {address}")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def context():
    """A fresh browser; what its pages complain about is a failure."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    complaints: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        made = browser.new_context(viewport={"width": 390, "height": 844})
        made.set_default_timeout(PATIENCE_MS)
        made.on("weberror", lambda error: complaints.append(str(error.error)))
        made.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
        yield made
        browser.close()
    assert complaints == []


def write(place: Any, text: str) -> None:
    place.wait_for_load_state()  # until the scripts are there, Enter begins a new line
    place.fill("#write", text)
    place.press("#write", "Enter")


def test_a_customer_asks_and_is_answered(hands, address, site, context):
    hands.do(lambda: hands.open(origin=site))
    page = context.new_page()
    page.goto(f"{address}/chat/hearth")
    write(page, "One leg of my table is short.")
    page.wait_for_selector(".queue .place:has-text('1st')")
    page.wait_for_selector("body[data-live-state=live]")
    hands.do(hands.expert, "take")
    page.wait_for_selector(".person-bar:has-text('Amara')")
    hands.do(hands.expert, "type")
    page.wait_for_selector("#typing:visible")
    hands.do(hands.expert, "say", "We send you a new leg.")
    page.wait_for_selector(".bubble:has-text('We send you a new leg.')")
    assert page.is_hidden("#typing")
    page.fill("#write", "A draft that stays")
    hands.do(hands.expert, "resolve")
    page.fill(".csat textarea", "Nothing")
    page.check(".csat input[value='5']")
    page.click(".csat button")
    page.wait_for_selector("text=You rated this 5 of 5.")
    assert page.input_value("#write") == "A draft that stays"
    write(page, "A draft that stays")
    page.wait_for_selector(".queue")
    shown = page.inner_text("#talk").split()
    page.reload()
    page.wait_for_selector("#talk")
    assert page.inner_text("#talk").split() == shown  # what came live is what a fresh page shows


def test_the_widget_on_another_site(hands, site, context):
    hands.do(lambda: hands.open(origin=site))
    page = context.new_page()
    page.goto(site)
    button = page.locator("tandem-help button")
    button.click()
    frame = page.frame_locator("tandem-help iframe")
    frame.locator("body:not([inert])").wait_for()
    frame.locator("#write").fill("Is the lamp there in black?")
    frame.locator("#write").press("Enter")
    frame.locator("body[data-live-state=live] .queue").wait_for()
    assert context.cookies() == []
    frame.locator("#write").press("Escape")
    page.locator("tandem-help .panel").wait_for(state="hidden")
    hands.do(hands.expert, "take")
    hands.do(hands.expert, "say", "Yes, in both sizes.")
    page.wait_for_selector("tandem-help .badge:has-text('1')")
    button.click()
    frame.locator(".bubble:has-text('Yes, in both sizes.')").wait_for()
    page.locator("tandem-help .badge").wait_for(state="hidden")
    page.reload()  # another page of the site
    page.frame_locator("tandem-help iframe").locator("#talk").wait_for(state="attached")
