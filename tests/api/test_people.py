"""Experts, availability, offers and queues."""

from datetime import timedelta

import pytest
from django.db import connection

from tandem.domain.orchestration.routing.actions import route_brand
from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.workforce.experts.actions import create_expert
from tandem.domain.workforce.experts.models import Availability
from tandem.foundation import clock
from tandem.foundation.accounts.actions import invite
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.api.hands import ask, hold, online, refused, token
from tests.cast import person

pytestmark = pytest.mark.django_db


def offered(house, api, member):
    online(house, member)
    ask(api)
    with scope(house.scope):
        assert route_brand(house.brand.pk) == 1
    own = token(house, member=member)
    return own, own.get("/offers").body["items"][0]


def test_the_roster_and_ones_own_profile(house, api):
    online(house, house.amara, house.ben)
    listed = api.get("/experts").body
    assert [
        (e["name"], e["state"], e["pool"], e["pool_kind"], e["vendor"], e["load"], e["capacity"])
        for e in listed["items"]
    ] == [("Amara", "online", "Gig", "gig", None, 0, 12), ("Ben", "online", "Gig", "gig", None, 0, 12)]
    assert listed["items"][0]["competences"] == [{"kind": "language", "key": "en", "level": 5}]
    assert api.get(f"/experts/{listed['items'][1]['ref']}").body == listed["items"][1]
    assert token(house, member=house.amara).get("/experts/me").body == listed["items"][0]
    first = api.get("/experts?limit=1").body
    assert api.get(f"/experts?limit=1&cursor={first['next_cursor']}").body["items"] == listed["items"][1:]


def test_a_member_without_a_profile_has_none(house):
    refused(token(house, member=house.lena).get("/experts/me"), 404, "absent")


@pytest.mark.proves("L5", "C51")
def test_another_brands_expert_is_as_absent_as_none(house, other, api):
    online(other, other.amara)
    ref = token(other).get("/experts").body["items"][0]["ref"]
    answers = [api.get(f"/experts/{it}") for it in (ref, "exp_0000000000000000")]
    assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    assert api.get("/experts").body["items"] == []


def test_coming_and_going(house):
    online(house, house.amara)
    own = token(house, member=house.amara)
    away = own("PUT", "/experts/me/availability", {"state": "away", "reason": "lunch"})
    assert (away.status_code, away.body["state"], away.body["reason"]) == (200, "away", "lunch")
    assert own("PUT", "/experts/me/availability", {"state": "online"}).body["state"] == "online"
    assert own.get("/experts/me").body["state"] == "online"
    assert own.post("/experts/me/heartbeat", key=None).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"state": "wrap_up"},
        {"state": "away"},
        {"state": "away", "reason": "missed_offers"},
        {"state": 1},
        {"state": "online", "until": "now"},
    ],
)
def test_bad_states_change_nothing(house, body):
    online(house, house.amara)
    own = token(house, member=house.amara)
    refused(own("PUT", "/experts/me/availability", body), 422, "invalid")
    assert own.get("/experts/me").body["state"] == "online"


def test_a_heartbeat_is_seen(house):
    online(house, house.amara)
    long_ago = clock.now() - timedelta(minutes=5)
    Availability.objects.filter(pk=house.amara.person_id).update(seen_at=long_ago)
    token(house, member=house.amara).post("/experts/me/heartbeat", key=None)
    assert Availability.objects.get(pk=house.amara.person_id).seen_at > long_ago + timedelta(minutes=4)


@pytest.mark.proves("R55")
def test_going_online_is_told_in_every_brand_of_the_person(house, other):
    online(house, house.amara)
    with scope(other.scope):
        there = invite(
            SYSTEM,
            other.brand.pk,
            email="amara@northwind.example",
            name="Amara K",
            roles=["expert"],
            pool=other.pools["gig"],
        )
        create_expert(person(there), other.brand.pk, membership=there)
    token(house, member=house.amara)("PUT", "/experts/me/availability", {"state": "offline"})
    for made in (house, other):
        with scope(made.scope), connection.cursor() as cursor:
            told = "FROM events_event WHERE kind = 'AvailabilityChanged' ORDER BY id DESC LIMIT 1"
            cursor.execute(f"SELECT data ->> 'state' {told}")
            assert cursor.fetchone() == ("offline",)


def test_an_offer_is_accepted_once(house, api):
    own, offer = offered(house, api, house.amara)
    assert (offer["state"], offer["queue"]["key"], offer["eligible"], offer["subject"]) == (
        "open",
        "general",
        1,
        "Where is my refund?",
    )
    path = f"/offers/{offer['ref']}/acceptance"
    first, again = (own.post(path, key="a-1") for _ in range(2))
    assert (first.status_code, first.body["state"]) == (201, "accepted")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    refused(own.post(path), 409, "offer_gone")
    assert own.get("/offers").body["items"] == []
    assert api.get(f"/conversations/{offer['conversation']}").body["state"] == "assigned"


def test_an_offer_is_declined_freely(house, api):
    own, offer = offered(house, api, house.amara)
    refused(own.post(f"/offers/{offer['ref']}/refusal", {"reason": "lazy"}), 422, "invalid", "reason")
    assert own.get(f"/offers/{offer['ref']}").body == offer
    declined = own.post(f"/offers/{offer['ref']}/refusal", {"reason": "too_busy"})
    assert (declined.status_code, declined.body["state"]) == (201, "declined")
    refused(own.post(f"/offers/{offer['ref']}/acceptance"), 409, "offer_gone")
    assert api.get(f"/conversations/{offer['conversation']}").body["state"] == "waiting"


def test_a_lapsed_offer_is_gone(house, api):
    own, offer = offered(house, api, house.amara)
    with scope(house.scope):
        Offer.objects.filter(ref=offer["ref"]).update(due_at=clock.now() - timedelta(seconds=1))
    refused(own.post(f"/offers/{offer['ref']}/acceptance"), 409, "offer_gone")
    assert api.get(f"/conversations/{offer['conversation']}").body["state"] == "waiting"


def test_a_colleagues_offer_is_as_absent_as_none(house, api):
    _own, offer = offered(house, api, house.amara)
    ben = token(house, member=house.ben)
    for method, rest, body in (("GET", "", None), ("POST", "/acceptance", None), ("POST", "/refusal", {})):
        answers = [
            ben(method, f"/offers/{ref}{rest}", body) for ref in (offer["ref"], "off_0000000000000000")
        ]
        assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    assert ben.get("/offers").body["items"] == []


def test_a_held_conversation_counts_as_load(house, api):
    _conversation, own = hold(house, api, house.amara)
    assert own.get("/experts/me").body["load"] == 4


def test_queues(house, other, api):
    listed = api.get("/queues").body
    assert [
        (q["key"], q["name"], q["is_open"], q["is_default"], q["languages"]) for q in listed["items"]
    ] == [("general", "General", True, True, ["en"])]
    assert token(house, member=house.amara).get("/queues").body == listed
    assert listed["items"][0]["ref"] == house.queue.ref
