"""A vendor's lead sees the vendor's own people and what these touched; the page says so of its counts."""

import pytest

from tandem.domain.service.conversations.actions.assigning import take_back
from tandem.domain.service.conversations.queries import holder_of
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.models import Vendor
from tandem.foundation.tenancy.scope import scope
from tests.web.floor.house import ask, hold, online, signed_in, staffed
from tests.web.floor.test_home import stats, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return staffed()


def released(house, name):
    conversation = hold(house, name)
    with scope(house.scope):
        take_back(SYSTEM, house.brand.pk, conversation.pk, reason="lead")
    return conversation


@pytest.mark.proves("L5", "R103")
def test_only_own_people_and_what_they_touched(house):
    online(house, "amara", "vera")
    foreign, untouched, own, touched = (
        hold(house, "amara"),
        ask(house),
        hold(house, "vera"),
        released(house, "vera"),
    )
    html = signed_in(house, "vic").get("/floor/").content.decode()
    said = text_of(html)
    assert own.ref in html
    assert touched.ref in html
    assert foreign.ref not in html
    assert untouched.ref not in html
    assert "Vera Northwind Online" in said
    assert "Amara" not in said
    assert "All counts are of these, not of the brand’s whole line." in said
    assert stats(html)["Waiting now"][0] == "1"
    assert stats(signed_in(house, "lena").get("/floor/").content.decode())["Waiting now"][0] == "2"


@pytest.mark.proves("L5")
def test_they_hear_the_vendors_topic_alone(house):
    vendor = Vendor.objects.get(name="Brightline")
    html = signed_in(house, "vic").get("/floor/").content.decode()
    assert f'data-live-topics="floor:{house.brand.ref}:{vendor.ref}"' in html


@pytest.mark.proves("L5")
def test_they_give_and_take_back_among_their_own(house):
    online(house, "amara", "vera")
    foreign, own = hold(house, "amara"), hold(house, "vera")
    client = signed_in(house, "vic")
    assert client.post(f"/floor/contacts/{foreign.ref}/return/").status_code == 404
    assert client.post(f"/floor/contacts/{own.ref}/return/").status_code == 302
    page = text_of(client.get(f"/floor/contacts/{own.ref}/assignment/").content.decode())
    assert "Give to Vera" in page
    assert "Amara" not in page
    with scope(house.scope):
        assert holder_of(foreign.pk).membership_id == house.amara.pk
        assert holder_of(own.pk) is None


@pytest.mark.proves("R4", "R10")
def test_their_people_count_where_the_queue_overflows_to_them(house):
    online(house, "amara", "ben", "vera")
    people = {
        name: [row.people for row in signed_in(house, name).get("/floor/").context["now"].queues]
        for name in ("lena", "vic")
    }
    assert people == {"lena": [2], "vic": [1]}
