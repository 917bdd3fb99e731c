"""Articles through the API: drafted, read, searched; never released by a token."""

import pytest

from tandem.domain.knowledge.articles import access
from tandem.foundation.tenancy.scope import scope
from tests.api.hands import refused, token
from tests.cast import person
from tests.knowing import released

pytestmark = pytest.mark.django_db
REFUNDS = {
    "title": "Refunds: how long?",
    "body": "Refunds arrive within **5 working days**.",
    "topics": ["refunds"],
    "summary": "When money is back.",
}


def release(house, ref):
    with scope(house.scope):
        released(access.article_for(person(house.jonas), ref), approver=person(house.jonas))


def test_it_works(house, api):
    made = api.post("/articles", REFUNDS)
    assert made.status_code == 201
    assert made.body == made.body | REFUNDS | {
        "slug": "refunds-how-long",
        "state": "draft",
        "version": 1,
        "status": "draft",
        "language": "en",
        "sections": [],
    }
    ref = made.body["ref"]
    release(house, ref)
    shown = api.get(f"/articles/{ref}").body
    assert (shown["state"], shown["status"], [s["text"] for s in shown["sections"]]) == (
        "published",
        "published",
        ["Refunds arrive within 5 working days."],
    )
    found = api.get("/articles/search?q=when do refunds arrive").body
    assert [(f["article"], f["version"], f["section"]) for f in found["items"]] == [
        (ref, 1, shown["sections"][0]["ref"])
    ]
    assert [
        (row["ref"], row["state"]) for row in api.get("/articles?state=published&topic=refunds").body["items"]
    ] == [(ref, "published")]
    assert api.get("/articles?state=draft").body["items"] == []


def test_a_new_draft_leaves_what_is_published(house, api):
    made = api.post("/articles", REFUNDS).body
    release(house, made["ref"])
    path = f"/articles/{made['ref']}/draft"
    later = REFUNDS | {"body": "Refunds arrive within 3 working days."}
    saved = api("PUT", path, later | {"unless_changed_from": made["content_hash"]})
    assert (saved.status_code, saved.body["version"], saved.body["status"], saved.body["body"]) == (
        200,
        2,
        "draft",
        later["body"],
    )
    assert api.get(f"/articles/{made['ref']}").body["body"] == REFUNDS["body"]
    assert api.get(f"/articles/{made['ref']}?version=2").body["body"] == later["body"]
    refused(
        api("PUT", path, REFUNDS | {"unless_changed_from": made["content_hash"]}), 409, "changed_meanwhile"
    )
    refused(api.get(f"/articles/{made['ref']}?version=3"), 404, "absent")


@pytest.mark.proves("L1")
def test_a_replay_writes_one_article(api):
    first, again = (api.post("/articles", REFUNDS, key="a-1") for _ in range(2))
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    refused(api.post("/articles", REFUNDS | {"title": "Other"}, key="a-1"), 409, "key_reused")
    refused(api.post("/articles", REFUNDS), 409, "slug_taken")
    assert len(api.get("/articles").body["items"]) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\x00"}, "title"),
        ({"body": 7}, "body"),
        ({"body": "é" * 60_000}, "body"),
        ({"topics": "refunds"}, "topics"),
        ({"topics": [""]}, "topics.0"),
        ({"slug": "two words"}, "slug"),
        ({"state": "published"}, "state"),
        ({"language": "English"}, "language"),
    ],
)
def test_bad_wordings_are_refused_and_nothing_is_kept(api, change, field):
    refused(api.post("/articles", REFUNDS | change), 422, "invalid", field)
    assert api.get("/articles").body["items"] == []


@pytest.mark.proves("L5", "C51")
def test_another_brands_article_is_as_absent_as_none(other, api):
    theirs = token(other)
    made = theirs.post("/articles", REFUNDS).body
    release(other, made["ref"])
    for method, rest, body in (("GET", "", None), ("PUT", "/draft", REFUNDS)):
        answers = [
            api(method, f"/articles/{ref}{rest}", body) for ref in (made["ref"], "art_0000000000000000")
        ]
        assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    assert api.get("/articles/search?q=refunds").body["items"] == []
    assert api.get("/articles").body["items"] == []


def test_a_member_reads_and_writes_with_the_members_rights(house, api):
    made = api.post("/articles", REFUNDS).body
    expert, author = token(house, member=house.amara), token(house, member=house.jonas)
    refused(expert.get(f"/articles/{made['ref']}"), 404, "absent")
    refused(expert.post("/articles", REFUNDS), 403, "forbidden")
    assert author.get(f"/articles/{made['ref']}").body == made
    assert author.post("/articles", REFUNDS | {"title": "Other"}).status_code == 201
    release(house, made["ref"])
    assert expert.get(f"/articles/{made['ref']}").status_code == 200


def test_no_address_releases_an_article(api):
    made = api.post("/articles", REFUNDS).body
    for rest in ("/publication", "/publish"):
        refused(api.post(f"/articles/{made['ref']}{rest}", {}), 404, "no_such_address")
    assert api.get(f"/articles/{made['ref']}").body["state"] == "draft"


def test_pages_and_bad_searches(api):
    for i in range(3):
        api.post("/articles", REFUNDS | {"title": f"No {i}"})
    first = api.get("/articles?limit=2").body
    second = api.get(f"/articles?limit=2&cursor={first['next_cursor']}").body
    assert [row["title"] for row in first["items"] + second["items"]] == ["No 2", "No 1", "No 0"]
    assert second["next_cursor"] is None
    refused(api.get("/articles/search"), 422, "invalid", "q")
    refused(api.get("/articles/search?q=%00"), 422, "nul", "q")
    refused(api.get("/articles/search?q=a&most=51"), 422, "invalid", "most")
    assert api.get("/articles/search?q=%3F%3F").body["items"] == []
