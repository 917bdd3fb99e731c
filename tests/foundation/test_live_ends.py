"""A live stream ends within seconds of what it hangs on, however that ended; another's goes on."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client

from tandem.domain.service.conversations.actions.posting import post_message
from tandem.foundation.accounts.actions import change_member, end_membership, sign_out_everywhere, sign_out_member
from tandem.foundation.accounts.models import Person
from tandem.foundation.accounts.tokens import create_token, revoke_token
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tandem.web.front import build
from tests.cast import make_house, new_conversation, person

SECONDS = 6.0  # the look comes every two; the rest is for a busy machine


@pytest.fixture
def address(committed, monkeypatch) -> Iterator[str]:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # no thread leaves a connection behind
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(build(get_wsgi_application()), host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def house(committed):
    return make_house()


class Listener:
    """One open stream, read line by line."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        assert next(lines) == "retry: 2000"

    def last_words(self) -> str:
        """Reads to the end of the stream, which must come in time; the last event's name."""
        began = time.monotonic()
        names = [line for line in self.lines if line.startswith("event: ")]
        assert time.monotonic() - began < SECONDS
        return names[-1]

    def next_kind(self) -> str:
        return json.loads(next(line for line in self.lines if line.startswith("data: {\"event\""))[6:])["kind"]


@contextmanager
def listening(address: str, ticket: str) -> Iterator[Listener]:
    with httpx.stream("GET", f"{address}/live", params={"ticket": ticket}, timeout=SECONDS * 2) as answer:
        assert answer.status_code == 200
        yield Listener(answer.iter_lines())


def signed_in(member) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": member.person.email, "password": "correct horse battery"})
    assert answer.status_code == 302
    return client


def ticket_of(client: Client, *topics: str) -> str:
    """A ticket for these topics; empty where it is refused."""
    answer = client.post("/live/ticket", json.dumps({"topics": list(topics)}), content_type="application/json")
    return answer.json()["ticket"] if answer.status_code == 200 else ""


def shut_out(house, client):
    Person.objects.filter(pk=house.lena.person_id).update(is_active=False)


def renew_password(house, client):
    one = Person.objects.get(pk=house.lena.person_id)
    one.set_password("another horse battery")
    one.save(update_fields=["password"])


def change_role(house):
    change_member(person(house.olga), house.brand.pk, house.lena.ref, name="Lena", roles=["expert"], pool=None)


def within(action):
    """In the brand's scope, as every view opens it."""

    def done(house, client):
        with scope(house.scope):
            action(house)

    return done


ENDS = {
    "signing out": lambda house, client: client.post("/accounts/logout/"),
    "signing out everywhere": lambda house, client: sign_out_everywhere(house.lena.person),
    "being signed out by an owner": within(lambda house: sign_out_member(person(house.olga), house.brand.pk, house.lena.ref)),
    "the end of the membership": within(lambda house: end_membership(person(house.olga), house.brand.pk, house.lena.ref)),
    "another role": within(change_role),
    "being shut out": shut_out,
    "another password": renew_password,
}


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.proves("C49")
def test_a_stream_ends_with(address, house, how):
    lena, olga = signed_in(house.lena), signed_in(house.olga)
    floor = f"floor:{house.brand.ref}"
    with listening(address, ticket_of(lena, floor)) as ending, listening(address, ticket_of(olga, floor)) as lasting:
        ENDS[how](house, lena)
        assert ending.last_words() == "event: bye"
        assert ticket_of(lena, floor) == ""
        with scope(house.scope):
            conversation = new_conversation(house)
            post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text="Help")
        kinds = [lasting.next_kind()]
        while kinds[-1] != "ContactOpened":
            kinds.append(lasting.next_kind())


@pytest.mark.proves("C49")
def test_a_stream_of_a_program_ends_with_its_token(address, house):
    with scope(house.scope):
        token, secret = create_token(person(house.olga), house.brand.pk, name="Wall", scopes=["conversations:read"])
    body = json.dumps({"topics": [f"floor:{house.brand.ref}"]})
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    given = program.post("/api/v1/live/tickets", body, content_type="application/json")
    assert given.status_code == 201
    with listening(address, given.json()["ticket"]) as ending:
        with scope(house.scope):
            revoke_token(person(house.olga), house.brand.pk, token.ref)
        assert ending.last_words() == "event: bye"
        assert program.post("/api/v1/live/tickets", body, content_type="application/json").status_code == 401


def test_a_ticket_that_outlived_its_session_opens_a_stream_that_ends(address, house):
    lena = signed_in(house.lena)
    ticket = ticket_of(lena, f"floor:{house.brand.ref}")
    lena.post("/accounts/logout/")
    with listening(address, ticket) as ending:
        assert ending.last_words() == "event: bye"


def test_what_is_pending_is_dropped_when_a_stream_ends():
    from tandem.foundation.live.hub import BYE, Stream

    stream = Stream(frozenset(["floor:x"]))
    stream.offer("data: 1\n\n")
    stream.end()
    stream.offer("data: 2\n\n")
    stream.end()
    assert [stream.pending.get_nowait() for _ in range(stream.pending.qsize())] == [BYE]
