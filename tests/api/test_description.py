"""The OpenAPI description: the snapshot is what the code says, and complete."""

import json
from functools import cache

import pytest

from tandem.api.v1.house import SNAPSHOT, document

described = cache(document)


def operations():
    return [
        (path, method, operation)
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_snapshot_is_what_the_code_says():
    assert json.loads(SNAPSHOT.read_text()) == json.loads(json.dumps(described())), "run: tandem api snapshot"


@pytest.mark.django_db
def test_anybody_may_read_it(client):
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json()["info"]["title"] == "Tandem"


def test_every_operation_has_an_id_of_its_own_a_summary_a_tag_and_its_refusals():
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids)) == 37
    for path, method, operation in operations():
        assert operation["summary"], path
        assert operation["tags"], path
        assert operation["security"] == [{"ServiceToken": []}], path
        assert {"401", "403", "422", "500", "503"} <= set(operation["responses"]), (method, path)
        assert "404" in operation["responses"] or "{" not in path, (method, path)


def test_every_creating_post_takes_a_key_or_a_client_id():
    exempt = {
        "postMessage",
        "sendHeartbeat",
        "openTicket",
    }  # the message's client id is its key; the others make nothing that lasts
    for path, method, operation in operations():
        if method == "post" and operation["operationId"] not in exempt:
            assert any(p["name"] == "Idempotency-Key" and p["required"] for p in operation["parameters"]), (
                path
            )
    assert "client_id" in described()["components"]["schemas"]["NewMessage"]["required"]


def test_every_request_refuses_unknown_fields_and_has_an_example():
    schemas = described()["components"]["schemas"]
    for path, _, operation in operations():
        if "requestBody" in operation:
            bodies = operation["requestBody"]["content"]
            if operation["operationId"] == "uploadFile":  # bytes, in the one form that carries them
                assert list(bodies) == ["multipart/form-data"]
                continue
            content = bodies["application/json"]
            assert schemas[content["schema"]["$ref"].rsplit("/", 1)[-1]]["additionalProperties"] is False, (
                path
            )
            assert "example" in content, path


def test_every_list_is_paged():
    schemas = described()["components"]["schemas"]
    pages = {name for name in schemas if name.endswith("Page")}
    assert len(pages) == 11
    for name in pages:
        assert set(schemas[name]["required"]) == {"items", "next_cursor"}
