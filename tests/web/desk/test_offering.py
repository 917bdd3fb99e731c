"""Offers and availability over HTTP; what is refused changes nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.service.conversations.models import Assignment
from tandem.domain.service.conversations.queries import load_of
from tandem.domain.workforce.experts.models import Availability
from tandem.domain.workforce.experts.queries import availability_of
from tandem.foundation import clock
from tandem.foundation.tenancy.scope import scope
from tests.web.desk.acting import HX, ask, at, held, offered, online, staffed

pytestmark = pytest.mark.django_db


def state_of(house, offer):
    with scope(house.scope):
        return Offer.objects.values_list("state", "reason").get(pk=offer.pk)


def assignments(house):
    with scope(house.scope):
        return Assignment.objects.filter(ended_at__isnull=True).count()


def toast(response):
    return json.loads(response.headers["HX-Trigger"])["toast"]["text"]


def test_an_accepted_offer_opens_the_conversation(house):
    offer = offered(house)
    response = at(house.amara).post(f"/desk/offers/{offer.ref}/acceptance", **HX)
    assert response.headers["HX-Redirect"] == f"/desk/c/{offer.conversation.ref}"
    assert state_of(house, offer) == ("accepted", "")
    assert assignments(house) == 1


def test_a_lapsed_offer_is_refused_with_a_notice(house):
    with clock.on(clock.VirtualClock(datetime(2026, 3, 2, 10, tzinfo=UTC))) as time:
        offer = offered(house)
        time.advance(31)
        client = at(house.amara)
        assert offer.ref not in client.get("/desk/").content.decode()
        response = client.post(f"/desk/offers/{offer.ref}/acceptance", **HX)
    assert (response.status_code, response.headers["HX-Retarget"]) == (409, "#notices")
    assert "The next one comes by itself." in response.content.decode()
    assert state_of(house, offer) == ("open", "")
    assert assignments(house) == 0


@pytest.mark.proves("L3")
def test_past_capacity_an_offer_is_refused(house):
    offer = offered(house)
    for _ in range(3):
        held(house, house.amara)
    response = at(house.amara).post(f"/desk/offers/{offer.ref}/acceptance", **HX)
    assert response.status_code == 409
    assert "Finish something first." in response.content.decode()
    assert state_of(house, offer) == ("open", "")
    assert (assignments(house), load_of(house.amara.person_id)) == (3, (12, 12))


def test_an_offer_is_declined_with_a_reason(house):
    offer = offered(house)
    client = at(house.amara)
    assert client.post(f"/desk/offers/{offer.ref}/refusal", {"reason": "because"}, **HX).status_code == 422
    assert state_of(house, offer) == ("open", "")
    assert client.post(f"/desk/offers/{offer.ref}/refusal", {"reason": "too_busy"}, **HX).status_code == 204
    assert state_of(house, offer) == ("declined", "too_busy")
    assert client.post(f"/desk/offers/{offer.ref}/acceptance", **HX).status_code == 409
    assert assignments(house) == 0


@pytest.mark.proves("L5")
@pytest.mark.parametrize("deed", ["acceptance", "refusal"])
def test_somebody_elses_offer_looks_as_absent(house, deed):
    offer = offered(house)
    other = staffed("hearth")
    for member in (house.ben, other.amara):
        assert at(member).post(f"/desk/offers/{offer.ref}/{deed}", {"reason": "other"}, **HX).status_code == 404
    assert at(house.lena).post(f"/desk/offers/{offer.ref}/{deed}", **HX).status_code == 403
    assert state_of(house, offer) == ("open", "")


def test_asking_for_the_next_brings_an_offer_and_never_picks(house):
    online(house, "amara")
    ask(house)
    response = at(house.amara).post("/desk/next", **HX)
    assert toast(response) == "There is an offer for you."
    with scope(house.scope):
        assert list(Offer.objects.values_list("membership_id", "state")) == [(house.amara.pk, "open")]
    assert assignments(house) == 0


def test_asking_says_why_nothing_comes(house):
    client = at(house.amara)
    assert toast(client.post("/desk/next", **HX)) == "Go online first: offers come to who is online."
    online(house, "amara")
    assert toast(client.post("/desk/next", **HX)).startswith("Nothing that you could take is waiting right now.")
    for _ in range(3):
        held(house, house.amara)
    assert toast(client.post("/desk/next", **HX)) == "You hold as much as you take at once. Resolve something first."


def test_availability_is_changed_and_shown(house):
    client = at(house.amara)
    client.post("/desk/availability", {"state": "online"}, **HX)
    assert availability_of(house.amara.person_id).state == "online"
    client.post("/desk/availability", {"state": "away", "reason": "lunch"}, **HX)
    assert availability_of(house.amara.person_id).reason == "lunch"
    assert "Away: Lunch" in client.get("/desk/").content.decode()
    client.post("/desk/availability", {"state": "offline"}, **HX)
    assert availability_of(house.amara.person_id).state == "offline"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"state": "busy"},
        {"state": "away"},
        {"state": "away", "reason": "sun"},
        {"state": "away", "reason": "x" * 99},
    ],
)
def test_impossible_availability_is_refused(house, values):
    online(house, "amara")
    assert at(house.amara).post("/desk/availability", values, **HX).status_code == 422
    assert availability_of(house.amara.person_id).state == "online"


def test_a_wrap_up_is_ended_early(house):
    online(house, "amara", state="wrap_up", until=clock.now() + timedelta(seconds=40))
    client = at(house.amara)
    page = client.get("/desk/").content.decode()
    assert "Ready now" in page
    assert "Wrapping up" in page
    client.post("/desk/availability", {"state": "online"}, **HX)
    assert availability_of(house.amara.person_id).state == "online"


def test_how_much_at_once_is_chosen(house):
    client = at(house.amara)
    assert client.post("/desk/capacity", {"chats": 2}, **HX).status_code == 204
    assert load_of(house.amara.person_id) == (0, 8)
    assert "0 of 2 chats" in client.get("/desk/").content.decode()


@pytest.mark.parametrize("chats", ["0", "x", "", "99999999999", "7"])
def test_an_impossible_capacity_is_refused(house, chats):
    assert at(house.amara).post("/desk/capacity", {"chats": chats}, **HX).status_code == 422
    assert load_of(house.amara.person_id) == (0, 12)


@pytest.mark.proves("L3")
def test_capacity_does_not_fall_below_what_is_held(house):
    for _ in range(2):
        held(house, house.amara)
    response = at(house.amara).post("/desk/capacity", {"chats": 1}, **HX)
    assert response.status_code == 422
    assert load_of(house.amara.person_id) == (8, 12)


def test_the_heartbeat_says_that_the_desk_is_there(house):
    with clock.on(clock.VirtualClock(datetime(2026, 3, 2, 10, tzinfo=UTC))) as time:
        online(house, "amara")
        time.advance(30)
        assert at(house.amara).post("/desk/heartbeat", **HX).status_code == 204
        assert Availability.objects.get(pk=house.amara.person_id).seen_at == time.now()
    assert at(house.lena).post("/desk/heartbeat", **HX).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["next", "availability", "capacity", "heartbeat", "offers/off_x/acceptance", "offers/off_x/refusal"],
)
def test_a_deed_is_a_post(house, path):
    assert at(house.amara).get(f"/desk/{path}").status_code == 405
