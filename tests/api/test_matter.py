"""What a conversation is about, through the API: stated, shown, and said anew."""

import pytest

from tandem.domain.service.conversations.models import Matter
from tandem.foundation.tenancy.scope import scope
from tests.api.hands import ask, hold, refused, token

pytestmark = pytest.mark.django_db
NOTHING = {"topic": "", "products": [], "plans": [], "regions": [], "stated": False}
GOLD = {"topic": "refund", "products": ["sleeper"], "plans": ["gold"], "regions": []}


def stated(house):
    with scope(house.scope):
        return Matter.objects.count()


@pytest.mark.proves("R13")
def test_it_is_the_customers_own_until_somebody_states_it(api):
    conversation = ask(api)
    path = f"/conversations/{conversation['ref']}"
    assert conversation["matter"] == NOTHING
    api("PATCH", f"/customers/{conversation['customer']['ref']}", {"plans": ["Basic"]})
    assert api.get(path).body["matter"] == NOTHING | {"plans": ["basic"]}
    seen = api.get(path)
    put = api("PUT", f"{path}/matter", {"topic": "refund", "products": ["Sleeper "], "plans": ["Gold", "gold"]})
    assert (put.status_code, put.body["matter"]) == (200, GOLD | {"stated": True})
    assert api.get(path, **{"If-None-Match": seen.headers["ETag"]}).body == put.body  # another version: no 304
    assert api.get("/conversations").body["items"][0]["matter"] == put.body["matter"]


@pytest.mark.parametrize("change", [{"plans": ["basic"]}, {"name": "Priya N."}])
def test_a_changed_customer_is_shown_although_the_conversation_did_not_change(api, change):
    conversation = ask(api)
    path = f"/conversations/{conversation['ref']}"
    seen = api.get(path)
    api("PATCH", f"/customers/{conversation['customer']['ref']}", change)
    again = api.get(path, **{"If-None-Match": seen.headers["ETag"]})
    assert (again.status_code, again.body["version"]) == (200, seen.body["version"])
    assert [again.body["matter"]["plans"], again.body["customer"]["name"]] != [seen.body["matter"]["plans"], seen.body["customer"]["name"]]
    assert api.get(path, **{"If-None-Match": again.headers["ETag"]}).status_code == 304


def test_who_holds_it_states_it_and_sees_it_in_their_list(house, api):
    conversation, own = hold(house, api, house.amara)
    assert own("PUT", f"/conversations/{conversation['ref']}/matter", {"plans": ["gold"]}).status_code == 200
    assert own.get("/experts/me/conversations").body["items"][0]["conversation"]["matter"]["plans"] == ["gold"]
    with scope(house.scope):
        assert Matter.objects.get().stated_by_id == house.amara.pk


@pytest.mark.parametrize(
    ("body", "field"),
    [({"plans": [""]}, "plans.0"), ({"plans": ["x" * 61]}, "plans.0"), ({"topic": "x" * 61}, "topic"), ({"channels": ["chat"]}, "channels")],
)
def test_nonsense_is_refused_and_nothing_is_kept(house, api, body, field):
    conversation = ask(api)
    refused(api("PUT", f"/conversations/{conversation['ref']}/matter", body), 422, "invalid", field)
    assert stated(house) == 0


@pytest.mark.proves("L5")
def test_another_brands_conversation_is_as_absent_as_none(house, other, api):
    theirs = ask(token(other))
    answers = [api("PUT", f"/conversations/{ref}/matter", GOLD) for ref in (theirs["ref"], "cnv_0000000000000000")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert (stated(house), stated(other)) == (0, 0)
