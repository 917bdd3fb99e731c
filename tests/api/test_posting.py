"""Posting messages: for a customer, by an expert, once per client id, in few queries."""

import pytest
from django.db import connection

from tandem.domain.service.conversations.access import keys_in_scope
from tandem.domain.service.conversations.queries import thread
from tandem.foundation.tenancy.scope import scope
from tests.api.hands import Api, ask, hold, refused, token

pytestmark = pytest.mark.django_db


def numbers(house, conversation) -> list[tuple[int, str, str]]:
    with scope(house.scope):
        return [(m.number, m.author, m.text) for m in thread(keys_in_scope(conversation["ref"])[0])]


def test_a_brand_writes_for_its_customer(house, api):
    conversation = ask(api)
    answer = api.post(
        f"/conversations/{conversation['ref']}/messages",
        {"text": "Hello? שלום \u202e", "client_id": "m-1"},
        key=None,
    )
    assert answer.status_code == 201
    assert answer.body == {
        "ref": answer.body["ref"],
        "conversation": conversation["ref"],
        "number": 2,
        "author": "customer",
        "client_id": "m-1",
    }
    assert "Idempotent-Replayed" not in answer.headers
    assert numbers(house, conversation) == [
        (1, "customer", "Where is my refund?"),
        (2, "customer", "Hello? שלום \u202e"),
    ]


def test_an_expert_answers_through_their_own_app(house, api):
    conversation, own = hold(house, api, house.amara)
    answer = own.post(
        f"/conversations/{conversation['ref']}/messages",
        {"text": "It is on its way.", "client_id": "e-1"},
        key=None,
    )
    assert (answer.status_code, answer.body["author"], answer.body["number"]) == (201, "expert", 3)
    seen = api.get(f"/conversations/{conversation['ref']}/messages?after=2").body
    assert [(m["number"], m["author"], m["name"], m["text"]) for m in seen["items"]] == [
        (3, "expert", "Amara", "It is on its way.")
    ]
    assert seen["next_cursor"] is None


@pytest.mark.proves("L1")
def test_the_same_client_id_gives_the_same_answer_and_posts_once(house, api):
    path = f"/conversations/{ask(api)['ref']}/messages"
    first = api.post(path, {"text": "Hello", "client_id": "k"})
    again = api.post(path, {"text": "Hello", "client_id": "k"})
    assert (again.status_code, again.body, again.headers["Idempotent-Replayed"]) == (201, first.body, "true")
    refused(api.post(path, {"text": "Other", "client_id": "k"}), 409, "key_reused")
    assert [m["number"] for m in api.get(path).body["items"]] == [1, 2]


@pytest.mark.proves("L6")
def test_only_who_holds_the_conversation_answers(house, api):
    conversation, _own = hold(house, api, house.amara)
    path = f"/conversations/{conversation['ref']}/messages"
    refused(token(house, member=house.ben).post(path, {"text": "Mine", "client_id": "b"}), 404, "absent")
    refused(token(house, member=house.lena).post(path, {"text": "Mine", "client_id": "b"}), 409, "not_holder")
    assert [m["author"] for m in api.get(path).body["items"]] == ["customer", "system"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": 1, "client_id": "a"}, "text"),
        ({"text": "", "client_id": "a"}, "text"),
        ({"text": None, "client_id": "a"}, "text"),
        ({"text": "a\x00b", "client_id": "a"}, "text"),
        ({"text": "x" * 8001, "client_id": "a"}, "text"),
        ({"text": "ok"}, "client_id"),
        ({"text": "ok", "client_id": ""}, "client_id"),
        ({"text": "ok", "client_id": "x" * 81}, "client_id"),
        ({"text": "ok", "client_id": "a\x00"}, "client_id"),
        ({"text": "ok", "client_id": "a", "author": "expert"}, "author"),
        ({"text": ["ok"], "client_id": "a"}, "text"),
    ],
)
def test_malformed_messages_are_refused_and_nothing_is_kept(house, api, body, field):
    conversation = ask(api)
    refused(api.post(f"/conversations/{conversation['ref']}/messages", body), 422, "invalid", field)
    assert len(numbers(house, conversation)) == 1


def test_half_a_character_and_blank_text_are_refused(house, api):
    conversation = ask(api)
    path = f"/conversations/{conversation['ref']}/messages"
    refused(api("POST", path, raw=b'{"text": "\\ud800", "client_id": "a"}'), 422, "invalid", "text")
    refused(api.post(path, {"text": "   ", "client_id": "a"}), 422, "empty", "text")
    assert len(numbers(house, conversation)) == 1


@pytest.mark.proves("L5")
def test_another_brands_conversation_is_as_absent_as_none(house, other, api):
    theirs = ask(token(other))
    body = {"text": "Hello", "client_id": "a"}
    answers = [
        api.post(f"/conversations/{ref}/messages", body) for ref in (theirs["ref"], "cnv_0000000000000000")
    ]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert len(numbers(other, theirs)) == 1


def test_the_list_is_paged_and_its_cursor_is_of_no_use_elsewhere(house, api):
    path = f"/conversations/{ask(api)['ref']}/messages"
    for number in range(2, 6):
        api.post(path, {"text": f"Line {number}", "client_id": str(number)})
    first = api.get(path + "?limit=2").body
    second = api.get(f"{path}?limit=2&cursor={first['next_cursor']}").body
    third = api.get(f"{path}?limit=2&cursor={second['next_cursor']}").body
    assert [m["number"] for page in (first, second, third) for m in page["items"]] == [1, 2, 3, 4, 5]
    assert third["next_cursor"] is None
    refused(api.get(f"/customers?cursor={first['next_cursor']}"), 422, "bad_cursor", "cursor")


def test_notes_are_for_the_staff_and_written_once(house, api):
    conversation, own = hold(house, api, house.amara)
    path = f"/conversations/{conversation['ref']}/notes"
    first = own.post(path, {"text": "Called the depot."}, key="n-1")
    again = own.post(path, {"text": "Called the depot."}, key="n-1")
    assert (first.status_code, again.body, again.headers["Idempotent-Replayed"]) == (201, first.body, "true")
    refused(own.post(path, {"text": "Something else"}, key="n-1"), 409, "key_reused")
    refused(api.post(path, {"text": "From nobody"}), 403, "member_token_needed")
    assert [(n["author"], n["text"]) for n in own.get(path).body["items"]] == [("Amara", "Called the depot.")]
    assert all(
        m["text"] != "Called the depot."
        for m in api.get(f"/conversations/{conversation['ref']}/messages").body["items"]
    )


def test_a_simulated_token_marks_what_it_does(house):
    played: Api = token(house, simulated=True)
    ask(played)
    with scope(house.scope), connection.cursor() as cursor:
        posted = "FROM events_event WHERE kind = 'MessagePosted'"
        cursor.execute(f"SELECT DISTINCT actor ->> 'kind', actor ->> 'simulated' {posted}")
        assert cursor.fetchall() == [("token", "true")]
