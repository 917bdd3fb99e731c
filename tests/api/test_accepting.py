"""What is accepted stands: real commits, twins at once, a commit that fails; and how many round trips."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from tests.api.hands import Api, ask, hold, refused


@contextmanager
def statements():
    """What is sent to the database meanwhile. BEGIN and COMMIT are the driver's own and are not counted."""
    sent: list[str] = []

    def note(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def test_a_post_takes_five_queries_and_an_experts_eight(committed, house, api):
    conversation, own = hold(house, api, house.amara)
    path = f"/conversations/{conversation['ref']}/messages"
    counted = []
    for client in (api, own):
        client.post(path, {"text": "Warm", "client_id": "warm"})
        with statements() as sent:
            assert client.post(path, {"text": "Measured", "client_id": "measured"}).status_code == 201
        counted.append(
            [
                sql.split("FROM")[-1].split()[0].split("(")[0].strip('"')
                if "FROM" in sql
                else sql.split("(")[0]
                for sql in sent
            ]
        )
    assert counted[0] == [
        "accounts_servicetoken",
        "SELECT set_config",
        "conversations_conversation",
        "conversations_facts",
        "conversations_post",
    ]
    assert counted[1] == [
        "accounts_servicetoken",
        "SELECT set_config",
        "tenancy_membership",
        "conversations_conversation",
        "conversations_message",  # whether it was sent before: then nothing is checked again
        "articles_version",  # the rules in force: what must be said before an answer
        "conversations_facts",
        "conversations_post",
    ]


@pytest.mark.proves("L1")
def test_a_message_is_committed_before_its_answer_leaves(committed, house, api):
    conversation = ask(api)
    answer = api.post(f"/conversations/{conversation['ref']}/messages", {"text": "Kept", "client_id": "a"})
    assert answer.status_code == 201
    assert connection.in_atomic_block is False
    connection.close()  # whatever was not committed is gone
    seen = api.get(f"/conversations/{conversation['ref']}/messages").body
    assert [m["text"] for m in seen["items"]] == ["Where is my refund?", "Kept"]


@pytest.mark.proves("L1")
def test_no_success_is_told_when_the_commit_fails(committed, house, api, monkeypatch):
    conversation = ask(api)
    path = f"/conversations/{conversation['ref']}/messages"

    def broken() -> None:
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "_commit", broken)
        answer = api.post(path, {"text": "Lost?", "client_id": "a"})
        refused(answer, 503, "unavailable")
        assert answer.headers["Retry-After"] == "1"
    assert [m["text"] for m in api.get(path).body["items"]] == ["Where is my refund?"]
    assert api.post(path, {"text": "Lost?", "client_id": "a"}).status_code == 201


@pytest.mark.proves("L1")
def test_twins_at_once_are_accepted_once(committed, house, api):
    path = f"/conversations/{ask(api)['ref']}/messages"

    def at_once(address: str, body: dict[str, Any], key: str | None) -> list[Any]:
        def send(_: int) -> Any:
            try:
                return Api(api.secret).post(address, body, key=key)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(5) as threads:
            return list(threads.map(send, range(5)))

    for answers in (
        at_once("/customers", {"name": "Twin"}, "twin"),
        at_once(path, {"text": "Twice?", "client_id": "twin"}, None),
    ):
        assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
        assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 4
    assert [row["name"] for row in api.get("/customers").body["items"]] == ["Twin", "Priya Raman"]
    assert [m["text"] for m in api.get(path).body["items"]] == ["Where is my refund?", "Twice?"]
