"""Twenty messages a minute and ten new chats an hour: more is refused in words, and later granted."""

from datetime import UTC, datetime

import pytest

from tandem.foundation import clock
from tests.web.chat.visitors import HTMX, begin, browser, client_id, count_chats, said_in, started

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def time():
    with clock.on(clock.VirtualClock(START)) as virtual:
        yield virtual


def write(visitor, ref, text, key="", **more):
    return visitor.post(f"/chat/hearth/{ref}/messages", {"text": text, "client_id": key or client_id()}, **more)


def test_a_flood_of_messages_is_refused_and_later_granted(house, time):
    visitor = browser()
    ref, key = started(visitor, house), client_id()
    for number in range(18):
        write(visitor, ref, str(number))
    assert write(visitor, ref, "The twentieth", key).status_code == 302
    refused = write(visitor, ref, "One too many")
    assert refused.status_code == 429
    assert "more than 20 messages in a minute" in refused.content.decode()
    assert "One too many" in refused.content.decode()
    assert write(visitor, ref, "One too many", headers=HTMX).status_code == 422  # in the composer, with the draft
    assert write(visitor, ref, "The twentieth", key).status_code == 302  # a repetition is no new message
    assert len(said_in(house)) == 20
    time.advance(61)
    assert write(visitor, ref, "Granted").status_code == 302


def test_a_flood_of_chats_is_refused_and_later_granted(house, time):
    visitor = browser()
    for number in range(10):
        started(visitor, house, str(number))
    refused = begin(visitor, house, "The eleventh")
    assert refused.status_code == 429
    assert "10 chats within an hour" in refused.content.decode()
    assert "The eleventh" in refused.content.decode()
    assert count_chats(house) == 10
    assert started(browser(), house)
    time.advance(3601)
    assert begin(visitor, house, "The eleventh").status_code == 302


def test_a_flood_of_forms_to_one_address_is_refused(house, time):
    for _ in range(10):
        browser().post("/chat/hearth/letters", {"text": "Again", "email": "a@b.example", "client_id": client_id()})
    refused = browser().post("/chat/hearth/letters", {"text": "Again", "email": "A@b.example", "client_id": client_id()})
    assert refused.status_code == 429
    assert count_chats(house) == 10
