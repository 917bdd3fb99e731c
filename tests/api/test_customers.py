"""Customers: created once a key, found, listed, changed; never another brand's."""

import pytest
from django.db import connection

from tandem.domain.service.customers.queries import find_customers
from tandem.foundation.tenancy.scope import scope
from tests.api.hands import refused, token

pytestmark = pytest.mark.django_db
PRIYA = {
    "name": "Priya Raman",
    "email": "priya@example.org",
    "external_id": "crm-1042",
    "language": "en-GB",
    "zone": "Europe/London",
    "phone": "+44 20",
}


def test_it_works(api):
    made = api.post("/customers", PRIYA)
    assert made.status_code == 201
    assert made.body == PRIYA | {
        "ref": made.body["ref"],
        "is_verified": False, "products": [], "plans": [], "regions": [],
        "created_at": made.body["created_at"],
    }
    assert made.body["ref"].startswith("cus_")
    assert made.body["created_at"].endswith("Z")
    assert api.get(f"/customers/{made.body['ref']}").body == made.body
    assert api.get("/customers?email=priya@example.org").body["items"] == [made.body]
    assert api.get("/customers?external_id=crm-1042").body["items"] == [made.body]
    assert api.get("/customers?external_id=other").body["items"] == []


def test_a_change_leaves_the_rest(api):
    made = api.post("/customers", PRIYA).body
    changed = api("PATCH", f"/customers/{made['ref']}", {"name": "P. Raman", "phone": ""})
    assert (changed.status_code, changed.body) == (200, made | {"name": "P. Raman", "phone": ""})
    assert api("PATCH", f"/customers/{made['ref']}", {}).body == changed.body
    refused(api("PATCH", f"/customers/{made['ref']}", {"ref": "cus_x"}), 422, "invalid", "ref")
    refused(api("PATCH", f"/customers/{made['ref']}", {"email": "nonsense"}), 422, "invalid", "email")
    refused(api("PATCH", f"/customers/{made['ref']}", {"name": None}), 422, "invalid", "name")
    assert api.get(f"/customers/{made['ref']}").body == changed.body


@pytest.mark.proves("L1")
def test_a_replay_gives_the_same_answer_and_makes_nobody(house, api):
    first, again = (api.post("/customers", PRIYA, key="k-1") for _ in range(2))
    assert (again.status_code, again.content, again.headers["Idempotent-Replayed"]) == (
        201,
        first.content,
        "true",
    )
    assert "Idempotent-Replayed" not in first.headers
    refused(api.post("/customers", PRIYA | {"name": "Other"}, key="k-1"), 409, "key_reused")
    with scope(house.scope):
        assert len(find_customers()) == 1


def test_a_refused_request_does_not_use_up_its_key(api):
    refused(api.post("/customers", {"email": "nonsense"}, key="k-1"), 422, "invalid", "email")
    assert api.post("/customers", {"email": "a@example.org"}, key="k-1").status_code == 201


def test_no_text_of_people_is_kept_with_a_key(house, api):
    api.post("/customers", PRIYA, key="k-1")
    with scope(house.scope), connection.cursor() as cursor:
        cursor.execute("SELECT result::text FROM idempotency_entrykey")
        ((kept,),) = cursor.fetchall()
    assert "Priya" not in kept
    assert "example.org" not in kept


def test_an_external_id_is_one_customers(api):
    api.post("/customers", PRIYA)
    refused(api.post("/customers", {"external_id": "crm-1042"}), 422, "taken", "external_id")


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "Europe", "/etc/passwd", " "])
def test_a_zone_is_one_of_the_worlds(house, api, zone):
    refused(api.post("/customers", {"zone": zone}), 422, "empty" if zone == " " else "invalid", "zone")
    with scope(house.scope):
        assert find_customers() == []


def test_pages_hold_everybody_once(api):
    refs = [api.post("/customers", {"name": f"No {i}"}).body["ref"] for i in range(5)][::-1]
    seen, path = [], "/customers?limit=2"
    while path:
        page = api.get(path).body
        seen.append([row["ref"] for row in page["items"]])
        path = page["next_cursor"] and f"/customers?limit=2&cursor={page['next_cursor']}"
    assert seen == [refs[:2], refs[2:4], refs[4:]]


@pytest.mark.proves("L5", "C51")
def test_another_brands_customer_is_as_absent_as_none(other, api):
    theirs = token(other)
    made = theirs.post("/customers", PRIYA).body
    for method, body in (("GET", None), ("PATCH", {"name": "Mine"})):
        answers = [
            api(method, f"/customers/{ref}", body)
            for ref in (made["ref"], "cus_0000000000000000", "x" * 300, "%F0%9F%A4%B7")
        ]
        assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    assert api.get("/customers").body["items"] == []
    assert theirs.get(f"/customers/{made['ref']}").body == made


def test_a_cursor_is_of_no_use_to_another_brand(other, api):
    for i in range(2):
        api.post("/customers", {"name": str(i)})
    cursor = api.get("/customers?limit=1").body["next_cursor"]
    refused(token(other).get(f"/customers?cursor={cursor}"), 422, "bad_cursor", "cursor")
