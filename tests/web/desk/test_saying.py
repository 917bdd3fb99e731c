"""Replies, notes, reading and typing over HTTP; what is refused changes nothing."""

import json

import pytest

from tandem.domain.service.conversations.actions.assigning import take_back
from tandem.domain.service.conversations.actions.marking import mark_read
from tandem.domain.service.conversations.models import Note, ReadMark
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.desk.acting import HX, answer, at, held, say, staffed, topics_of, words_in

pytestmark = pytest.mark.django_db


def test_a_reply_reaches_the_thread(house):
    conversation = held(house, house.amara)
    response = say(at(house.amara), conversation)
    assert response.status_code == 204
    assert json.loads(response.headers["HX-Trigger"]) == {"desk-changed": {}}
    assert words_in(house, conversation) == ["It is on its way."]


def test_without_scripts_it_leads_back_to_the_conversation(house):
    conversation = held(house, house.amara)
    response = at(house.amara).post(f"/desk/c/{conversation.ref}/messages", {"text": "Hello\r\nthere", "client_id": "a"})
    assert response.headers["Location"] == f"/desk/c/{conversation.ref}"
    assert words_in(house, conversation) == ["Hello\nthere"]


@pytest.mark.proves("L1")
def test_the_same_draft_sent_twice_is_one_message(house):
    conversation = held(house, house.amara)
    client = at(house.amara)
    assert [say(client, conversation).status_code, say(client, conversation).status_code] == [204, 204]
    assert words_in(house, conversation) == ["It is on its way."]


def test_another_text_under_the_same_id_is_refused(house):
    conversation = held(house, house.amara)
    client = at(house.amara)
    say(client, conversation)
    assert say(client, conversation, "Something else").status_code == 409
    assert words_in(house, conversation) == ["It is on its way."]


def test_who_no_longer_holds_it_keeps_the_text(house):
    conversation = held(house, house.amara)
    with scope(house.scope):
        take_back(person(house.lena), house.brand.pk, conversation.pk, reason="lead")
    response = say(at(house.amara), conversation)
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#notices"
    assert "Your text is kept." in response.content.decode()
    assert words_in(house, conversation) == []


@pytest.mark.parametrize("text", ["", "   \n", "x" * 8001, "nul \x00"])
def test_impossible_words_are_refused(house, text):
    conversation = held(house, house.amara)
    assert say(at(house.amara), conversation, text).status_code == 422
    assert words_in(house, conversation) == []


@pytest.mark.parametrize("client_id", ["x" * 81, "nul\x00"])
def test_an_impossible_client_id_is_refused(house, client_id):
    conversation = held(house, house.amara)
    client = at(house.amara)
    for path in ("messages", "notes"):
        response = client.post(f"/desk/c/{conversation.ref}/{path}", {"text": "Hello", "client_id": client_id}, **HX)
        assert response.status_code == 422
    assert words_in(house, conversation) == []
    with scope(house.scope):
        assert Note.objects.count() == 0


def test_a_lead_cannot_answer_for_the_holder(house):
    conversation = held(house, house.amara)
    assert say(at(house.lena), conversation).status_code == 409
    assert words_in(house, conversation) == []


@pytest.mark.proves("L5")
@pytest.mark.parametrize("path", ["messages", "notes", "reading", "typing"])
def test_another_brand_looks_as_absent(house, path):
    conversation = held(house, house.amara)
    other = staffed("hearth")
    assert at(other.amara).post(f"/desk/c/{conversation.ref}/{path}", {"text": "Hello", "number": 1}, **HX).status_code == 404
    assert words_in(house, conversation) == []
    with scope(house.scope):
        assert (Note.objects.count(), ReadMark.objects.count()) == (0, 0)


def test_a_note_is_the_teams_alone(house):
    conversation = held(house, house.amara)
    client = at(house.amara)
    for _ in range(2):
        response = client.post(f"/desk/c/{conversation.ref}/notes", {"text": "Called twice", "client_id": "n1"}, **HX)
        assert response.status_code == 204
    with scope(house.scope):
        assert list(Note.objects.values_list("text", "membership_id")) == [("Called twice", house.amara.pk)]
    assert words_in(house, conversation) == []
    part = client.get(f"/desk/c/{conversation.ref}/messages?after=2&notes=0", **HX).content.decode()
    assert "Called twice" in part
    again = client.get(f"/desk/c/{conversation.ref}/messages?after=2&notes=1", **HX).content.decode()
    assert "Called twice" not in again


def test_reading_moves_the_mark_forward_only(house):
    conversation = held(house, house.amara)
    client = at(house.amara)
    for number in (2, 1):
        assert client.post(f"/desk/c/{conversation.ref}/reading", {"number": number}, **HX).status_code == 204
    with scope(house.scope):
        assert list(ReadMark.objects.values_list("membership_id", "number")) == [(house.amara.pk, 2)]


def test_reading_along_leaves_no_mark(house):
    conversation = held(house, house.amara)
    assert at(house.lena).post(f"/desk/c/{conversation.ref}/reading", {"number": 2}, **HX).status_code == 409
    with scope(house.scope):
        assert ReadMark.objects.count() == 0


def test_typing_is_told_to_the_customer_alone(house):
    conversation = held(house, house.amara)
    assert at(house.amara).post(f"/desk/c/{conversation.ref}/typing", **HX).status_code == 204
    assert topics_of(house, "TypingNoticed") == [[f"chat:{conversation.ref}"]]
    assert at(house.lena).post(f"/desk/c/{conversation.ref}/typing", **HX).status_code == 409
    assert len(topics_of(house, "TypingNoticed")) == 1


def test_it_is_said_when_the_customer_has_read(house):
    conversation = held(house, house.amara)
    answer(house, house.amara, conversation)
    client = at(house.amara)
    assert "Read <time" not in client.get(f"/desk/c/{conversation.ref}").content.decode()
    with scope(house.scope):
        conversation.messages = 3
        mark_read(Actor("customer", conversation.customer_id), house.brand.pk, conversation, number=3)
    assert "Read <time" in client.get(f"/desk/c/{conversation.ref}/messages?after=3&notes=0", **HX).content.decode()
