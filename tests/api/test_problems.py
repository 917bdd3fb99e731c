"""One error shape for everything, and nothing of our inside in it."""

import json
import logging

import pytest

from tandem.domain.service.customers import queries
from tandem.domain.service.customers.queries import find_customers
from tandem.foundation.tenancy.scope import scope
from tests.api.hands import refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/", "/nope", "/customers/", "/customers/a/b", "/docs", "/customers/a%00b", "/\u2603", "/../customers"],
)
def test_unknown_addresses(api, path):
    refused(api.get(path), 404, "no_such_address")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/customers", "GET, POST"),
        ("DELETE", "/customers/cus_1", "GET, PATCH"),
        ("HEAD", "/queues", "GET"),
    ],
)
def test_unknown_methods_name_the_known_ones(api, method, path, allowed):
    answer = api(method, path)
    assert (answer.status_code, answer.headers["Allow"], answer.headers["Content-Type"]) == (
        405,
        allowed,
        "application/problem+json",
    )


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_other_media_types(api, content_type):
    refused(api("POST", "/customers", raw=b'{"name": "A"}', content_type=content_type), 415, "media_type")


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"nonsense", b'{"name": "A"}}', b"[" * 100_000])
def test_what_is_no_json(house, api, raw):
    refused(api("POST", "/customers", raw=raw), 400, "not_json")
    with scope(house.scope):
        assert find_customers() == []


@pytest.mark.parametrize("raw", [b"[]", b"1", b'"text"', b"null", b'[{"name": "A"}]'])
def test_json_that_is_no_object(api, raw):
    refused(api("POST", "/customers", raw=raw), 422, "invalid", "body")


def test_a_missing_body(api):
    refused(api("POST", "/customers"), 422, "invalid", "body")


def test_too_much(house, api):
    refused(api("POST", "/customers", raw=b'{"name": "' + b"x" * 1_000_001 + b'"}'), 413, "too_large")
    with scope(house.scope):
        assert find_customers() == []


def test_every_wrong_field_is_named_at_once(api):
    answer = api.post("/customers", {"name": 1, "email": ["a"], "age": 40, "phone": "\x00"})
    refused(answer, 422, "invalid", "name", "email", "phone", "age")
    assert answer.body["errors"][-1] == {"field": "age", "message": "There is no such field."}
    assert "input" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("cursor=forged", "cursor"),
        ("cursor=\u2603", "cursor"),
        ("cursor=" + "A" * 60, "cursor"),
        ("cursor=A", "cursor"),
        ("colour=red", "colour"),
        ("email=%00", "email"),
    ],
)
def test_wrong_parameters(api, query, field):
    answer = api.get(f"/customers?{query}")
    assert (answer.status_code, [error["field"] for error in answer.body["errors"]]) == (422, [field]), (
        answer.body
    )


def test_a_creating_post_needs_a_key(house, api):
    refused(api.post("/customers", {"name": "A"}, key=None), 422, "invalid", "Idempotency-Key")
    refused(api.post("/customers", {"name": "A"}, key="two words"), 422, "invalid", "Idempotency-Key")
    refused(api.post("/customers", {"name": "A"}, key="x" * 81), 422, "invalid", "Idempotency-Key")
    with scope(house.scope):
        assert find_customers() == []


def test_our_own_failure_says_a_reference_and_nothing_of_the_inside(api, monkeypatch, caplog):
    def broken(**values):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(queries, "find_customers", broken)
    with caplog.at_level(logging.ERROR):
        answer = api.get("/customers")
    refused(answer, 500, "internal")
    assert "secret" not in answer.content.decode()
    assert answer.body["reference"] in caplog.text
    assert "secret of the house" in caplog.text


def test_the_shape_is_exactly_this(api):
    assert api.get("/customers/cus_0000000000000000").body == {
        "type": "urn:tandem:problem:absent",
        "title": "Not Found",
        "status": 404,
        "code": "absent",
        "detail": "There is no such customer.",
    }
    assert json.loads(api.get("/nope").content)["title"] == "Not Found"
