"""A lead gives a waiting contact to somebody, and takes one back; the gates hold for a lead too."""

import pytest

from tandem.domain.orchestration.routing.actions import route_brand
from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.service.conversations.queries import holder_of, live_contact
from tandem.domain.service.queues.actions import change_queue
from tandem.domain.workforce.experts.actions import set_capacity
from tandem.domain.workforce.experts.queries import expert_of_membership
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.web.floor.house import ask, hold, online, signed_in, staffed
from tests.web.floor.test_home import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = staffed()
    online(made, "amara", "vera", "ines")
    return made


def give(house, conversation, name, by="lena"):
    with scope(house.scope):
        expert = expert_of_membership(house.people[name].pk)
    return signed_in(house, by).post(
        f"/floor/contacts/{conversation.ref}/assignment/", {"expert": expert.ref}
    )


def holder(house, conversation):
    with scope(house.scope):
        held = holder_of(conversation.pk)
        return held.membership_id if held else None


def test_a_lead_gives_a_waiting_contact_to_an_expert(house):
    conversation = ask(house)
    answer = give(house, conversation, "amara")
    assert (answer.status_code, answer.url) == (302, "/floor/")
    assert holder(house, conversation) == house.amara.pk


def test_whoever_was_being_asked_is_freed(house):
    conversation = ask(house)
    with scope(house.scope):
        assert route_brand(house.brand.pk) == 1
    give(house, conversation, "ines")
    with scope(house.scope):
        assert [offer.state for offer in Offer.objects.all()] == ["withdrawn"]


def test_a_lead_may_use_the_overflow_pool_at_once(house):
    conversation = ask(house)
    assert give(house, conversation, "vera").status_code == 302
    assert holder(house, conversation) == house.vera.pk


def test_the_page_says_what_stands_in_the_way(house):
    said = text_of(
        signed_in(house, "lena").get(f"/floor/contacts/{ask(house).ref}/assignment/").content.decode()
    )
    assert "Ben Gig · Offline · holds 0 of 3 not online" in said
    assert "Give to Amara" in said


def refuse(house, conversation, name, words):
    answer = give(house, conversation, name)
    assert answer.status_code == 409
    assert words in text_of(answer.content.decode())
    assert holder(house, conversation) is None


@pytest.mark.proves("C4", "R64")
@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        (
            {"certifications": ["hardship"]},
            "amara",
            "Amara cannot take this: lacks the certification hardship.",
        ),
        ({"skills": {"refunds": 4}}, "amara", "lacks the skill refunds, or its level"),
        (
            {"risk": "restricted", "pool_kinds": ["in_house"], "overflow_kinds": []},
            "amara",
            "their pool may not serve this queue",
        ),
        ({}, "ben", "Ben cannot take this: not online."),
    ],
)
def test_the_gates_hold_for_a_lead_too(house, changes, name, words):
    conversation = ask(house)
    with scope(house.scope):
        change_queue(SYSTEM, house.brand.pk, house.queue.ref, **changes)
    refuse(house, conversation, name, words)


@pytest.mark.proves("L3")
def test_capacity_holds_for_a_lead_too(house):
    with scope(house.scope):
        set_capacity(SYSTEM, house.brand.pk, expert_of_membership(house.amara.pk), capacity=4)
    hold(house, "amara")
    refuse(house, ask(house), "amara", "holds as much as they can")


def test_what_was_taken_meanwhile_stays_where_it_is(house):
    conversation = hold(house, "amara")
    answer = give(house, conversation, "ines")
    assert answer.status_code == 409
    assert "Nobody is waiting in this conversation any more." in text_of(answer.content.decode())
    assert holder(house, conversation) == house.amara.pk


def test_a_lead_takes_one_back_to_its_old_place(house):
    conversation = hold(house, "amara")
    with scope(house.scope):
        opened = live_contact(conversation.pk).opened_at
    answer = signed_in(house, "lena").post(f"/floor/contacts/{conversation.ref}/return/")
    assert (answer.status_code, answer.url) == (302, "/floor/")
    with scope(house.scope):
        contact = live_contact(conversation.pk)
    assert (contact.state, contact.opened_at, holder(house, conversation)) == ("waiting", opened, None)


def test_an_unknown_expert_or_conversation_is_absent(house):
    conversation = ask(house)
    client = signed_in(house, "lena")
    assert (
        client.post(f"/floor/contacts/{conversation.ref}/assignment/", {"expert": "exp_nobody"}).status_code
        == 404
    )
    assert client.get("/floor/contacts/cnv_0000000000000000/assignment/").status_code == 404
    assert holder(house, conversation) is None


@pytest.mark.proves("L5")
def test_another_brands_contact_and_expert_are_absent(house):
    other = staffed("hearth")
    online(other, "amara")
    foreign, own = ask(other), ask(house)
    client = signed_in(house, "lena")
    with scope(other.scope):
        expert = expert_of_membership(other.amara.pk)
    assert (
        client.post(f"/floor/contacts/{foreign.ref}/assignment/", {"expert": expert.ref}).status_code == 404
    )
    assert client.post(f"/floor/contacts/{own.ref}/assignment/", {"expert": expert.ref}).status_code == 404
    assert client.post(f"/floor/contacts/{foreign.ref}/return/").status_code == 404
    assert (holder(other, foreign), holder(house, own)) == (None, None)


def test_only_a_lead_does_it(house):
    conversation = hold(house, "amara")
    assert signed_in(house, "jonas").post(f"/floor/contacts/{conversation.ref}/return/").status_code == 403
    assert holder(house, conversation) == house.amara.pk
