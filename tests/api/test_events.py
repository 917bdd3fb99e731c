"""Following along: a client that replays misses nothing and hears only its own brand; live tickets."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from tandem.foundation.live.tickets import spend
from tests.api.hands import Api, ask, hold, refused, token


def follow(api: Api, after: str = "", *, until: int = 0) -> tuple[list[dict], str]:
    """Replay until nothing more comes and `until` events were heard.

    The horizon is the whole server's: other tests' transactions beside this one may hold it for a moment.
    """
    heard: list[dict] = []
    stop = time.monotonic() + 30
    while True:
        page = api.get("/events?limit=3" + (f"&after={after}" if after else "")).body
        after = page["next_cursor"]
        heard += page["items"]
        if not page["items"] and (len(heard) >= until or time.monotonic() > stop):
            return heard, after
        if not page["items"]:
            threading.Event().wait(0.02)


@pytest.mark.proves("L2")
def test_a_client_that_replays_hears_everything_once_in_order(committed, house, api):
    _before, cursor = follow(api, until=1)
    conversation = ask(api)
    path = f"/conversations/{conversation['ref']}/messages"
    for number in range(2, 8):
        api.post(path, {"text": f"Line {number}", "client_id": str(number)})
    heard, cursor = follow(api, cursor, until=9)
    assert [event["data"]["number"] for event in heard if event["kind"] == "MessagePosted"] == [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    ]
    assert [event["kind"] for event in heard][:3] == ["CustomerChanged", "ContactOpened", "MessagePosted"]
    assert len({event["cursor"] for event in heard}) == len(heard)
    again, _ = follow(api, heard[2]["cursor"], until=6)
    assert again == heard[3:]
    assert follow(api, cursor)[0] == []


@pytest.mark.proves("L2")
def test_what_commits_late_is_not_lost(committed, house, api):
    """A writer that began first and commits last: no cursor moves past it."""
    conversation, early = ask(api), ask(api)
    _, cursor = follow(api, until=7)
    began, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            with connection.cursor() as c:
                c.execute("SELECT pg_current_xact_id()")
            began.set()
            go_on.wait(10)
            Api(api.secret).post(
                f"/conversations/{early['ref']}/messages", {"text": "Late", "client_id": "late"}
            )
        connections.close_all()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    try:
        assert began.wait(10)
        api.post(f"/conversations/{conversation['ref']}/messages", {"text": "Quick", "client_id": "quick"})
        meanwhile, cursor = follow(api, cursor)
    finally:
        go_on.set()
        writer.join()
    assert meanwhile == []  # the slow one held the horizon, and could still have come before
    heard, _ = follow(api, cursor, until=2)
    assert [event["data"]["conversation"] for event in heard] == [early["ref"], conversation["ref"]]


@pytest.mark.proves("L5", "C51")
def test_each_brand_hears_its_own_and_no_cursor_crosses(committed, house, other, api):
    theirs = token(other)
    ask(theirs)
    heard, cursor = follow(api, until=1)
    assert [event["kind"] for event in heard] == ["QueueChanged"]
    refused(theirs.get(f"/events?after={cursor}"), 422, "bad_cursor", "after")
    assert [event["kind"] for event in follow(theirs, until=4)[0]] == [
        "QueueChanged",
        "CustomerChanged",
        "ContactOpened",
        "MessagePosted",
    ]


@pytest.mark.proves("L10")
def test_events_hold_no_text_and_no_row_numbers(committed, house, api):
    hold(house, api, house.amara, "Where is my refund, Priya asks?")
    heard, _ = follow(api, until=8)
    told = str(heard)
    assert "refund" not in told
    assert "Priya" not in told
    assert {key for event in heard for key in event["data"] if key.endswith("_id") or key == "id"} == set()
    assert {event["by"]["kind"] for event in heard} >= {"token", "system"}


def test_a_token_hears_the_kinds_that_its_scopes_cover(committed, house, api):
    hold(house, api, house.amara)
    assert {event["kind"] for event in follow(token(house, scopes=("offers:read",)), until=2)[0]} == {
        "OfferMade",
        "OfferSettled",
    }
    assert {event["kind"] for event in follow(token(house, scopes=("customers:read",)), until=1)[0]} == {
        "CustomerChanged"
    }


@pytest.mark.django_db
@pytest.mark.parametrize("after", ["forged", "0-0", "A" * 80, "%00", "12300-9223372036854775807"])
def test_forged_cursors_are_refused(house, api, after):
    answer = api.get(f"/events?after={after}")
    assert (answer.status_code, answer.body["errors"][0]["field"]) == (422, "after")


@pytest.mark.django_db
def test_live_tickets_open_what_is_the_tokens_to_hear(house, api):
    conversation, own = hold(house, api, house.amara)
    floor, thread, desk = (
        f"floor:{house.brand.ref}",
        f"conversation:{conversation['ref']}",
        f"desk:{house.amara.ref}",
    )
    given = api.post("/live/tickets", {"topics": [floor, thread, desk]}, key=None)
    assert given.status_code == 201
    assert given.body["url"].startswith(f"/live?ticket={given.body['ticket']}&since=")
    opened = own.post("/live/tickets", {"topics": [floor, thread, desk]}, key=None)
    assert spend(given.body["ticket"]).topics == tuple(sorted([floor, thread]))
    assert spend(opened.body["ticket"]).topics == tuple(sorted([thread, desk]))
    assert api.get(f"/events?after={given.body['after']}").status_code == 200


@pytest.mark.django_db
@pytest.mark.proves("L5")
def test_no_ticket_for_anothers_topics(house, other, api):
    theirs = ask(token(other))
    for topic in (
        f"floor:{other.brand.ref}",
        f"conversation:{theirs['ref']}",
        f"desk:{house.amara.ref}",
        f"chat:{theirs['ref']}",
        "knowledge:1",
        "nonsense",
        ":",
    ):
        refused(api.post("/live/tickets", {"topics": [topic]}, key=None), 404, "absent")
    refused(
        token(house, member=house.ben).post(
            "/live/tickets", {"topics": [f"desk:{house.amara.ref}"]}, key=None
        ),
        404,
        "absent",
    )
    for topics in ([], "floor", [1], ["x" * 81], ["a\x00"], ["t"] * 41):
        answer = api.post("/live/tickets", {"topics": topics}, key=None)
        assert (answer.status_code, answer.body["code"]) == (422, "invalid")
