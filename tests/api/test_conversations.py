"""Conversations through the API: started, found, answered, resolved, passed on, left, rated."""

import pytest

from tandem.domain.service.conversations.queries import find
from tandem.domain.service.queues.actions import create_queue
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.api.hands import ask, hold, refused, token
from tests.cast import ALWAYS
from tests.ruling import ruled

pytestmark = pytest.mark.django_db


def add_queue(house, key="billing"):
    with scope(house.scope):
        return create_queue(
            SYSTEM,
            house.brand.pk,
            key=key,
            name=key.title(),
            hours=ALWAYS,
            languages=["en"],
            pool_kinds=["gig"],
        )


def count(house) -> int:
    with scope(house.scope):
        return len(find(most=100))


def test_it_works(house, api):
    conversation, own = hold(house, api, house.amara)
    path = f"/conversations/{conversation['ref']}"
    own.post(f"{path}/messages", {"text": "It is on its way.", "client_id": "1"})
    closed = own.post(f"{path}/closure", {})
    assert (closed.status_code, closed.body["conversation"], closed.body["disposition"]) == (
        201,
        conversation["ref"],
        "solved",
    )
    assert api("PUT", f"{path}/survey", {"score": 5, "comment": "Quick."}).body["score"] == 5
    assert api.get(path).body["state"] == "closed"
    said = [(m["author"], m["code"]) for m in api.get(f"{path}/messages").body["items"]]
    assert said == [("customer", ""), ("system", "joined"), ("expert", ""), ("system", "resolved")]


@pytest.mark.proves("R15")
def test_it_is_not_resolved_before_what_is_due_is_said(house, api):
    with scope(house.scope):
        ruled(house.brand.pk, "disclosure", {"text": "The Ombuds can look.", "moment": "closing", "when": 'channel = "chat"'}, title="The Ombuds")
    conversation, own = hold(house, api, house.amara)
    path = f"/conversations/{conversation['ref']}"
    answer = own.post(f"{path}/closure", {})
    refused(answer, 409, "disclosure_missing")
    assert "“The Ombuds can look.”" in answer.body["title"] + answer.body.get("detail", "")
    assert api.get(path).body["state"] == "assigned"
    own.post(f"{path}/messages", {"text": "The Ombuds can look.", "client_id": "1"})
    assert own.post(f"{path}/closure", {}).status_code == 201


def test_a_new_conversation_waits_in_its_queue(house, api):
    add_queue(house)
    conversation = ask(api, "Why twice?", queue="billing", language="de", channel="email")
    assert conversation == conversation | {
        "state": "waiting",
        "subject": "Why twice?",
        "language": "de",
        "channel": "email",
        "messages": 1,
        "last_author": "customer",
    }
    assert (conversation["queue"]["key"], conversation["customer"]["name"]) == ("billing", "Priya Raman")
    assert [key for key in conversation if key == "id" or key.endswith("_id")] == []


@pytest.mark.proves("L1")
def test_a_replayed_start_starts_nothing(house, api):
    customer = api.post("/customers", {}).body["ref"]
    first, again = (
        api.post("/conversations", {"customer": customer, "text": "Hello"}, key="c-1") for _ in range(2)
    )
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    refused(api.post("/conversations", {"customer": customer, "text": "Other"}, key="c-1"), 409, "key_reused")
    assert count(house) == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"customer": "cus_0000000000000000"}, 404, "absent"),
        ({"customer": 7}, 422, "invalid"),
        ({"customer": "cus_\x00"}, 422, "invalid"),
        ({"queue": "nowhere"}, 404, "absent"),
        ({"text": ""}, 422, "invalid"),
        ({"text": "x" * 8001}, 422, "invalid"),
        ({"channel": "pigeon"}, 422, "invalid"),
        ({"language": "English"}, 422, "invalid"),
        ({"state": "closed"}, 422, "invalid"),
    ],
)
def test_bad_starts_are_refused_and_start_nothing(house, api, change, status, code):
    customer = api.post("/customers", {}).body["ref"]
    refused(api.post("/conversations", {"customer": customer, "text": "Hello"} | change), status, code)
    assert count(house) == 0


def test_lists_are_filtered_and_paged(house, api):
    add_queue(house)
    first, second = ask(api), ask(api, queue="billing")
    third = ask(api)
    api("DELETE", f"/conversations/{third['ref']}/contact")

    def refs(query):
        return [row["ref"] for row in api.get(f"/conversations?{query}").body["items"]]

    assert refs("") == [third["ref"], second["ref"], first["ref"]]
    assert refs("state=closed") == [third["ref"]]
    assert refs("queue=billing") == [second["ref"]]
    assert refs(f"customer={first['customer']['ref']}") == [first["ref"]]
    page = api.get("/conversations?limit=2").body
    assert refs(f"limit=2&cursor={page['next_cursor']}") == [first["ref"]]
    refused(api.get("/conversations?state=odd"), 422, "invalid", "state")
    refused(api.get("/conversations?queue=nowhere"), 404, "absent")


def test_an_unchanged_conversation_is_not_sent_again(house, api):
    path = f"/conversations/{ask(api)['ref']}"
    first = api.get(path)
    tag = first.headers["ETag"]
    assert tag.startswith(f'"{first.body["version"]}-')
    unchanged = api.get(path, **{"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", tag)
    api.post(f"{path}/messages", {"text": "More", "client_id": "2"})
    changed = api.get(path, **{"If-None-Match": tag})
    assert (changed.status_code, changed.body["version"]) == (200, first.body["version"] + 1)


def test_who_waits_is_told_place_and_wait_and_who_answers(house, api):
    first, second = ask(api), ask(api)
    contact = api.get(f"/conversations/{second['ref']}/contact").body
    assert (
        contact["state"],
        contact["holder"],
        contact["wait"]["place"],
        contact["wait"]["expected_seconds"],
    ) == ("waiting", None, 2, None)
    api("DELETE", f"/conversations/{first['ref']}/contact")
    api("DELETE", f"/conversations/{second['ref']}/contact")
    held, _own = hold(house, api, house.amara)
    contact = api.get(f"/conversations/{held['ref']}/contact").body
    assert (contact["state"], contact["holder"], contact["wait"]) == (
        "assigned",
        {"member": house.amara.ref, "name": "Amara"},
        None,
    )


def test_leaving_is_for_who_waits(house, api):
    conversation = ask(api)
    path = f"/conversations/{conversation['ref']}/contact"
    left = api("DELETE", path)
    assert (left.status_code, left.content) == (204, b"")
    assert api.get(f"/conversations/{conversation['ref']}").body["state"] == "closed"
    refused(api("DELETE", path), 409, "not_waiting")
    refused(api.get(path), 404, "no_live_contact")


def test_only_the_holder_resolves_and_a_replay_resolves_once(house, api):
    conversation, own = hold(house, api, house.amara)
    path = f"/conversations/{conversation['ref']}/closure"
    refused(token(house, member=house.ben).post(path, {}), 404, "absent")
    refused(token(house, member=house.lena).post(path, {}), 409, "not_holder")
    refused(api.post(path, {}), 403, "member_token_needed")
    refused(own.post(path, {"disposition": "whatever"}), 422, "invalid", "disposition")
    assert api.get(f"/conversations/{conversation['ref']}").body["state"] == "assigned"
    first, again = (own.post(path, {"disposition": "no_reply"}, key="z") for _ in range(2))
    assert (first.status_code, again.content, again.headers["Idempotent-Replayed"]) == (
        201,
        first.content,
        "true",
    )
    refused(own.post(path, {}), 409, "not_holder")


def test_passing_on(house, api):
    add_queue(house)
    conversation, own = hold(house, api, house.amara)
    path = f"/conversations/{conversation['ref']}/transfer"
    refused(own.post(path, {"queue": "nowhere"}), 404, "absent")
    refused(own.post(path, {"queue": "general"}), 422, "invalid", "queue")
    passed = own.post(path, {"queue": "billing"})
    assert (passed.status_code, passed.body) == (
        201,
        {"conversation": conversation["ref"], "queue": "billing"},
    )
    shown = api.get(f"/conversations/{conversation['ref']}").body
    assert (shown["state"], shown["queue"]["key"]) == ("waiting", "billing")


@pytest.mark.parametrize(
    "body",
    [
        {"score": 0},
        {"score": 6},
        {"score": "5"},
        {"score": 5.0},
        {"score": True},
        {},
        {"score": 5, "comment": "\x00"},
    ],
)
def test_bad_survey_answers(house, api, body):
    conversation, own = hold(house, api, house.amara)
    path = f"/conversations/{conversation['ref']}"
    refused(api("PUT", f"{path}/survey", {"score": 5}), 404, "absent")
    own.post(f"{path}/closure", {})
    refused(api("PUT", f"{path}/survey", body), 422, "invalid")


@pytest.mark.proves("L5", "C51")
def test_another_brands_conversation_is_as_absent_as_none(house, other, api):
    theirs = ask(token(other))
    own = token(house, member=house.amara)
    asked = [
        (api, "GET", "", None),
        (api, "GET", "/messages", None),
        (api, "GET", "/notes", None),
        (api, "GET", "/contact", None),
        (api, "DELETE", "/contact", None),
        (api, "PUT", "/survey", {"score": 5}),
        (own, "GET", "", None),
        (own, "POST", "/closure", {}),
        (own, "POST", "/transfer", {"queue": "general"}),
        (own, "POST", "/notes", {"text": "Mine"}),
        (own, "POST", "/messages", {"text": "Mine", "client_id": "a"}),
    ]
    for client, method, rest, body in asked:
        answers = [
            client(method, f"/conversations/{ref}{rest}", body)
            for ref in (theirs["ref"], "cnv_0000000000000000")
        ]
        assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}, (method, rest)
    refused(api.get(f"/conversations?customer={theirs['customer']['ref']}"), 404, "absent")
    assert token(other).get(f"/conversations/{theirs['ref']}").body == theirs


def test_an_expert_sees_what_they_hold(house, api):
    conversation, own = hold(house, api, house.amara)
    unseen = ask(api)
    held = own.get("/experts/me/conversations").body
    assert [(row["conversation"]["ref"], row["unread"]) for row in held["items"]] == [
        (conversation["ref"], 2)
    ]
    assert own.get(f"/conversations/{conversation['ref']}").status_code == 200
    refused(own.get(f"/conversations/{unseen['ref']}"), 404, "absent")
    refused(own.get(f"/conversations/{unseen['ref']}/messages"), 404, "absent")
