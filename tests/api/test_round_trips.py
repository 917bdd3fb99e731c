"""The hot path's round trips, with real commits: what a load test will be made of."""

from contextlib import contextmanager

from django.db import connection

from tests.api.hands import ask, hold


@contextmanager
def statements():
    """What is sent to the database meanwhile. BEGIN and COMMIT are the driver's own and are not counted."""
    sent: list[str] = []

    def note(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def test_a_post_takes_five_queries_and_an_experts_six(committed, house, api):
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
        "conversations_facts",
        "conversations_post",
    ]


def test_a_message_is_committed_before_its_answer_leaves(committed, house, api):
    conversation = ask(api)
    answer = api.post(f"/conversations/{conversation['ref']}/messages", {"text": "Kept", "client_id": "a"})
    assert answer.status_code == 201
    assert connection.in_atomic_block is False
    connection.close()  # whatever was not committed is gone
    seen = api.get(f"/conversations/{conversation['ref']}/messages").body
    assert [m["text"] for m in seen["items"]] == ["Where is my refund?", "Kept"]
