"""Out of hours: the form, when we open, the answer by e-mail; who writes it is found again."""

import pytest

from tandem.domain.service.conversations.models import Conversation
from tandem.domain.service.queues.actions import change_queue
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.web.chat.visitors import HTMX, browser, client_id, count_chats, said_in, started

LETTER = {"name": "Priya Raman", "email": "priya@example.org", "text": "Please call me back."}


@pytest.fixture
def closed(house):
    """A house that is never open."""
    with scope(house.scope):
        change_queue(SYSTEM, house.brand.pk, house.queue.ref, hours={})
    return house


def leave(client, values=LETTER, **more):
    return client.post("/chat/hearth/letters", {"client_id": client_id(), **values}, **more)


def test_the_form_stands_where_the_chat_would(closed):
    page = browser().get("/chat/hearth").content.decode()
    assert "Leave a message" in page
    assert 'action="/chat/hearth/chats"' not in page


def test_the_next_opening_is_told(house):
    with scope(house.scope):
        change_queue(SYSTEM, house.brand.pk, house.queue.ref, hours={"mon": [["08:00", "08:01"]]})
    page = browser().get("/chat/hearth").content.decode()
    assert "We open" in page
    assert "<time datetime=" in page
    assert "Mon</dt>" in page


def test_a_message_is_left_and_found_again(closed):
    visitor = browser()
    thanks = leave(visitor)
    assert thanks.status_code == 200
    assert "Thank you, we have your message" in thanks.content.decode()
    assert "priya@example.org" in thanks.content.decode()
    with scope(closed.scope):
        left = Conversation.objects.select_related("customer").get()
        assert (left.channel, left.customer.name, left.customer.email) == ("form", "Priya Raman", "priya@example.org")
    assert "Please call me back." in visitor.get("/chat/hearth").content.decode()


def test_htmx_gets_the_thanks_alone(closed):
    assert "<html" not in leave(browser(), headers=HTMX).content.decode()


def test_a_message_is_left_once(closed):
    key = client_id()
    for _ in range(2):
        leave(browser(), {**LETTER, "client_id": key})
    assert said_in(closed) == ["Please call me back."]


def test_a_known_visitor_stays_the_same_customer(house):
    visitor = browser()
    ref = started(visitor, house)
    leave(visitor)
    with scope(house.scope):
        assert Conversation.objects.values("customer_id").distinct().count() == 1
    assert ref in visitor.get("/chat/hearth?letter=1").content.decode()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"email": ""}, "required"),
        ({"email": "nobody"}, "name@example.org"),
        ({"text": " "}, "required"),
        ({"text": "x" * 8001}, "8,001"),
        ({"client_id": "1"}, "Reload"),
    ],
    ids=["no address", "no real address", "no words", "too many words", "guessable"],
)
def test_a_letter_that_cannot_be_answered_is_refused_with_the_draft_kept(closed, values, why):
    for headers in ({}, HTMX):
        refused = leave(browser(), LETTER | values, headers=headers)
        assert refused.status_code == 422
        assert why in refused.content.decode()
        assert "Priya Raman" in refused.content.decode()
    assert count_chats(closed) == 0


def test_a_closed_chat_out_of_hours_offers_the_form(house):
    visitor = browser()
    ref = started(visitor, house)
    visitor.post(f"/chat/hearth/{ref}/departure")
    with scope(house.scope):
        change_queue(SYSTEM, house.brand.pk, house.queue.ref, hours={})
    page = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert 'action="/chat/hearth/letters"' in page
    assert f"{ref}/messages" not in page
