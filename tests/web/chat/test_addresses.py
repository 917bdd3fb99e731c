"""How many new chats come from one address of the network: counted in the database, refused with when to come again."""

from datetime import UTC, datetime

import pytest
from django.test import override_settings

from tandem.domain.service.channels import actions, tasks
from tandem.domain.service.channels.models import Arrival
from tandem.foundation import clock
from tandem.foundation.tenancy.scope import scope
from tests.web.chat.visitors import HTMX, begin, browser, client_id, count_chats

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HOME, ELSEWHERE = "81.2.69.142", "81.2.69.143"


@pytest.fixture
def time(monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr(actions, "ARRIVALS", ((2, timedelta(minutes=1)), (4, timedelta(hours=1))))
    with clock.on(clock.VirtualClock(START)) as virtual:
        yield virtual


def come(house, address=HOME, headers=None, **extra):
    """Somebody new begins a chat from this address."""
    client = browser()
    values = {"text": "Hello", "client_id": client_id()}
    return client.post(f"/chat/{house.brand.slug}/chats", values, REMOTE_ADDR=address, headers=headers, **extra)


def test_more_than_so_many_from_one_address_are_refused_and_later_granted(house, other, time):
    assert [come(house).status_code for _ in range(2)] == [302, 302]
    time.advance(10)
    refused = come(house)
    assert (refused.status_code, refused["Retry-After"]) == (429, "50")
    assert "Many chats were begun from your network" in refused.content.decode()
    assert "Hello" in refused.content.decode()
    by_script = come(house, headers=HTMX)
    assert (by_script.status_code, by_script["Retry-After"]) == (422, "50")  # swapped into the page, with the draft
    assert count_chats(house) == 2
    assert [come(house, ELSEWHERE).status_code, come(other).status_code] == [302, 302]
    time.advance(51)
    assert [come(house).status_code for _ in range(2)] == [302, 302]
    time.advance(61)
    refused = come(house)
    assert (refused.status_code, refused["Retry-After"]) == (429, str(3600 - 122))
    assert count_chats(house) == 5


def test_letters_count_too_and_what_was_refused_does_not(house, time):
    for _ in range(3):
        assert browser().post("/chat/hearth/chats", {"text": " ", "client_id": client_id()}, REMOTE_ADDR=HOME).status_code == 422
    come(house)
    values = {"text": "Hello", "email": "a@b.example"}
    answers = [browser().post("/chat/hearth/letters", {**values, "client_id": client_id()}, REMOTE_ADDR=HOME).status_code for _ in range(2)]
    assert answers == [200, 429]
    assert count_chats(house) == 2


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "192.168.1.4", "::1", "fd00::1", "nonsense", ""])
def test_an_address_that_tells_nobody_apart_is_not_counted(house, time, address):
    assert [come(house, address).status_code for _ in range(3)] == [302] * 3


def test_a_header_is_believed_only_where_it_is_named(house, time):
    forged = [come(house, HTTP_X_FORWARDED_FOR=f"81.2.70.{number}").status_code for number in range(3)]
    assert forged == [302, 302, 429]
    with override_settings(CLIENT_ADDRESS_HEADER="X-Forwarded-For"):
        own = [come(house, "10.0.0.1", HTTP_X_FORWARDED_FOR=f"{number}.9.9.9, 81.2.70.9").status_code for number in range(3)]
        assert own == [302, 302, 429]  # the last entry is our proxy's; what stands before it, anybody can write
        assert come(house, "10.0.0.1", HTTP_X_FORWARDED_FOR="81.2.70.9, 81.2.70.10").status_code == 302


def test_one_connection_of_the_new_protocol_is_one_address(house, time):
    assert [come(house, f"2a02:6b8:0:1::{number}").status_code for number in range(3)] == [302, 302, 429]
    assert come(house, "2a02:6b8:0:2::1").status_code == 302
    assert come(house, f"::ffff:{HOME}").status_code == 302


def test_an_address_is_kept_as_a_keyed_hash_for_an_hour(house, time):
    come(house)
    with scope(house.scope):
        kept = Arrival.objects.get().address
    assert (len(kept), HOME in kept) == (64, False)
    time.advance(3599)
    tasks.forget_arrivals()
    with scope(house.scope):
        assert Arrival.objects.count() == 1
    time.advance(1)
    tasks.forget_arrivals()
    with scope(house.scope):
        assert Arrival.objects.count() == 0


def test_somebody_known_counts_like_somebody_new(house, time):
    client = browser()
    assert [begin(client, house).status_code for _ in range(3)] == [302] * 3  # from the machine itself: not counted
    for wanted in (302, 302, 429):
        assert client.post("/chat/hearth/chats", {"text": "More", "client_id": client_id()}, REMOTE_ADDR=HOME).status_code == wanted
