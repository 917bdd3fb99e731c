"""A visitor writes the first message, an expert answers, the thread shows both; words are kept, the impossible is refused."""

import pytest
from django.test import Client
from django.utils.html import escape

from tandem.core.service.clearance import Clearance, hash_of
from tandem.domain.assistance.replies.actions import send
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.chat.visitors import HTMX, begin, browser, chat_of, client_id, count_chats, said_in, started


def answer(house, ref, text="It is on its way."):
    chat = chat_of(house, ref)
    with scope(house.scope):
        assign(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
        send(person(house.amara), house.amara, chat.pk, text=text, client_id=client_id())


def write(client, ref, text, **values):
    return client.post(f"/chat/hearth/{ref}/messages", {"text": text, "client_id": values.pop("client_id", client_id())}, **values)


def test_it_works(house):
    visitor = browser()
    page = visitor.get("/chat/hearth")
    assert page.status_code == 200
    assert "A person at Hearth will answer you" in page.content.decode()
    ref = started(visitor, house)
    answer(house, ref)
    shown = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert "Where is my refund?" in shown
    assert "It is on its way." in shown
    assert "Amara, a person, joined." in shown
    assert write(visitor, ref, "Thank you").status_code == 302
    assert said_in(house) == ["Where is my refund?", "It is on its way.", "Thank you"]


def test_the_page_says_who_answers_when_how_soon_and_at_what_cost(house):
    page = browser().get("/chat/hearth").content.decode()
    assert "A person at Hearth will answer you" in page
    assert "Open now" in page
    assert "Every day</dt>" in page
    assert "all day" in page
    assert "Nobody is here to answer just now." in page
    assert "free of charge" in page


@pytest.mark.proves("R49", "R93")
def test_what_an_ai_wrote_says_so_and_what_a_person_wrote_has_their_name(house):
    visitor = browser()
    ref = started(visitor, house)
    text = "You can find it under Orders."
    with scope(house.scope):
        chat = chat_of(house, ref)
        clearance = Clearance(chat.pk, hash_of(text), ("text",))
        post_message(Actor("ai", via="test"), house.brand.pk, chat.pk, author="ai", text=text, clearance=clearance)
    answer(house, ref, "I looked it up.")
    page = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    by_ai, by_amara = page.partition('id="m2"')[2].partition('id="m3"')[0], page.partition('id="m4"')[2]
    assert 'class="msg machine"' in by_ai
    assert "AI assistant" in by_ai
    assert text in by_ai
    assert "<b>Amara</b>" in by_amara
    assert "machine" not in by_amara.partition("I looked it up.")[0]
    assert "You write with people at Hearth." in page


def test_a_first_message_begins_one_chat_however_often_it_is_sent(house):
    first, key = browser(), client_id()
    one = begin(first, house, client_id=key)
    again = begin(browser(), house, client_id=key)  # the answer was lost, and with it the cookie
    back = begin(first, house, client_id=key)  # the form was sent again from the browser's history
    assert one["Location"] == again["Location"] == back["Location"]
    assert said_in(house) == ["Where is my refund?"]


@pytest.mark.proves("L1")
def test_a_repeated_message_stands_once(house):
    visitor = browser()
    ref, key = started(visitor, house), client_id()
    write(visitor, ref, "And my receipt?", client_id=key)
    assert write(visitor, ref, "And my receipt?", client_id=key).status_code == 302
    assert said_in(house) == ["Where is my refund?", "And my receipt?"]


def test_htmx_gets_only_word_that_it_stands(house):
    visitor = browser()
    ref = started(visitor, house)
    done = write(visitor, ref, "And my receipt?", headers=HTMX)
    assert (done.status_code, done.content) == (204, b"")
    assert "chat-posted" in done["HX-Trigger"]
    part = visitor.get(f"/chat/hearth/{ref}/thread", headers=HTMX).content.decode()
    assert "And my receipt?" in part
    assert "<html" not in part


def test_without_htmx_the_thread_is_a_page(house):
    visitor = browser()
    ref = started(visitor, house)
    assert "<html" in visitor.get(f"/chat/hearth/{ref}/thread").content.decode()


def test_name_and_address_are_kept_where_they_are_given(house):
    visitor = browser()
    ref = begin(visitor, house, name="Priya Raman", email="priya@example.org")["Location"].rpartition("c=")[2]
    with scope(house.scope):
        customer = chat_of(house, ref).customer
        assert (customer.name, customer.email) == ("Priya Raman", "priya@example.org")


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "Write something first."), ("  \n ", "Write something first."), ("x" * 8001, "8,001 characters long"), ("a\x00b", "ull character")],
    ids=["empty", "blank", "oversized", "nul"],
)
def test_impossible_words_are_refused_with_the_draft_kept(house, text, why):
    visitor = browser()
    refused = begin(visitor, house, text)
    assert refused.status_code == 422
    assert why in refused.content.decode()
    assert count_chats(house) == 0
    ref = started(visitor, house)
    refused = write(visitor, ref, text)
    assert refused.status_code == 422
    assert text.strip().replace("\x00", "") in refused.content.decode().replace("\x00", "")
    partial = write(visitor, ref, text, headers=HTMX)
    assert partial.status_code == 422
    assert 'id="composer"' in partial.content.decode()
    assert said_in(house) == ["Where is my refund?"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 7|add:7 }} &amp; 'x'"])
def test_markup_is_shown_as_text(house, text):
    visitor = browser()
    ref = started(visitor, house, text)
    shown = visitor.get(f"/chat/hearth?c={ref}").content.decode()
    assert said_in(house) == [text]
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert escape(text) in shown


@pytest.mark.parametrize("text", ["مرحبا، أين طلبي؟", "שלום \u202eabc\u202c", "e\u0301\u0327", "one\ntwo"])
def test_other_scripts_and_line_ends_are_kept_exactly(house, text):
    visitor = browser()
    ref = started(visitor, house, text.replace("\n", "\r\n"))  # a browser's way of sending a line end
    assert said_in(house) == [text]
    assert 'dir="auto"' in visitor.get(f"/chat/hearth?c={ref}").content.decode()


def test_a_bad_address_is_refused_at_its_field_and_nobody_is_made(house):
    visitor = browser()
    refused = begin(visitor, house, email="not an address")
    assert refused.status_code == 422
    assert "name@example.org" in refused.content.decode()
    assert "Where is my refund?" in refused.content.decode()
    assert count_chats(house) == 0
    assert "tandem_visitor_hearth" not in visitor.cookies


def test_a_page_without_our_form_token_changes_nothing(house):
    stranger = Client(enforce_csrf_checks=True)
    assert begin(stranger, house).status_code == 403
    assert count_chats(house) == 0


def test_an_unguessable_name_of_the_request_is_asked_of_somebody_new(house):
    refused = begin(browser(), house, client_id="1")
    assert refused.status_code == 422
    assert "Reload the page" in refused.content.decode()
    assert count_chats(house) == 0
