"""What is turned away before any view: a page for browsers, RFC 9457 for programs, in either case with what to do."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from django.test import Client

from tandem.web import front

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
TOO_LARGE = "What you sent is too large. Send less at once, or a smaller file. Nothing was changed."
FOREIGN = "This server does not answer under the name in your address. Use the address you were given, or have its operator add the name."


def sent(path: str, body: object, **headers: str) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=front.BodyGate(WSGIMiddleware(get_wsgi_application(), workers=1)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post(path, content=body, headers=headers)

    return asyncio.run(send())


async def dribbled():
    yield b"a little"
    await asyncio.Event().wait()


def is_page(answer, status: int, words: str) -> bool:
    text = answer.content.decode()
    return (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8") and words in text and "<h1>" in text


def as_problem(answer) -> tuple[int, str, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert (body["status"], body["type"]) == (answer.status_code, f"urn:tandem:problem:{body['code']}")
    return answer.status_code, body["code"], body["title"]


def test_a_browser_gets_a_page_when_its_body_is_too_large(monkeypatch):
    monkeypatch.setattr(front, "MOST_BODY", 4)
    answer = sent("/settings/", b"too much", Accept=BROWSER)
    assert is_page(answer, 413, TOO_LARGE)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_part_of_a_page_is_refused_as_a_notice(monkeypatch):
    monkeypatch.setattr(front, "MOST_BODY", 4)
    answer = sent("/settings/", b"too much", **{"Accept": BROWSER, "HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (413, "#notices")
    assert "<h1>" not in answer.text


@pytest.mark.parametrize(("path", "accept"), [("/settings/", "*/*"), ("/api/v1/customers", BROWSER)])
def test_a_program_gets_the_one_shape_when_its_body_is_too_large(monkeypatch, path, accept):
    monkeypatch.setattr(front, "MOST_BODY", 4)
    assert as_problem(sent(path, b"too much", Accept=accept)) == (413, "too_large", "Request Entity Too Large")


def test_who_dribbles_is_told_in_their_form(monkeypatch):
    monkeypatch.setattr(front, "BODY_SECONDS", 0.05)
    assert is_page(sent("/settings/", dribbled(), Accept=BROWSER), 408, "took too long to arrive")
    assert as_problem(sent("/settings/", dribbled(), Accept="*/*"))[:2] == (408, "too_slow")


def test_a_form_beyond_djangos_own_limit_is_refused_likewise(db):
    body = {"login": "x" * 1_000_001}
    assert is_page(Client().post("/accounts/login/", body, headers={"Accept": BROWSER}), 413, TOO_LARGE)
    assert as_problem(Client().post("/accounts/login/", body))[:2] == (413, "too_large")


def test_a_foreign_host_is_refused_in_the_askers_form():
    browser = Client(headers={"Host": "evil.example"})
    assert is_page(browser.get("/", headers={"Accept": BROWSER}), 400, FOREIGN)
    assert as_problem(browser.get("/api/v1/openapi.json", headers={"Accept": BROWSER})) == (400, "foreign_host", "Bad Request")
    assert as_problem(browser.get("/"))[:2] == (400, "foreign_host")


def test_a_refusal_nobody_knows_is_nothing(db):
    assert Client().get("/refusals/because/", headers={"Accept": BROWSER}).status_code == 404


TAKEN = ["/chat/hearth/chats", "/chat/hearth/letters", "/chat/hearth/cnv_0000000000000000/messages", "/desk/c/cnv_1/notes", "/api/v1/files"]
NOT_TAKEN = ["/chat/hearth/identity", "/chat/hearth/cnv_0000000000000000/typing", "/desk/c/cnv_1/closure", "/api/v1/customers", "/settings/chats"]


@pytest.mark.parametrize("path", TAKEN)
def test_files_may_come_where_they_are_taken(monkeypatch, path):
    monkeypatch.setattr(front, "MOST_BODY", 4)
    assert sent(path, b"more than four").status_code not in {408, 413}
    monkeypatch.setattr(front, "MOST_UPLOAD", 10)
    assert as_problem(sent(path, b"more than ten bytes"))[:2] == (413, "too_large")


@pytest.mark.parametrize("path", NOT_TAKEN)
def test_and_nowhere_else(monkeypatch, path):
    monkeypatch.setattr(front, "MOST_BODY", 4)
    assert as_problem(sent(path, b"more than four"))[:2] == (413, "too_large")


def test_an_upload_that_goes_on_is_waited_for_and_one_that_dribbles_is_not(monkeypatch):
    monkeypatch.setattr(front, "BODY_SECONDS", 0.05)
    monkeypatch.setattr(front, "SLOWEST_UPLOAD", 1)  # a byte a second: each one that came is worth a second

    async def steadily():
        for _ in range(4):
            yield b"x" * 100
            await asyncio.sleep(0.03)

    assert sent("/api/v1/files", steadily()).status_code not in {408, 413}
    monkeypatch.setattr(front, "SLOWEST_UPLOAD", 1_000_000)
    assert as_problem(sent("/api/v1/files", dribbled()))[:2] == (408, "too_slow")
