"""The simulator: facts in, what they would meet out; a conversation only for who may open it; nothing is noted."""

import pytest

from tandem.domain.knowledge.policies.models import Firing
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import new_conversation
from tests.ruling import ABOVE, HURT, REFUNDS, RIGHT, ruled
from tests.web.studio.house import library, signed_in
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/knowledge/policies/simulator/"


@pytest.fixture
def house():
    house = library()
    with scope(house.scope):
        policies = (("escalation", HURT, "Hurt"), ("escalation", ABOVE, "Above"), ("boundary", REFUNDS, "Refunds"), ("right", RIGHT, "Leads"))
        for kind, content, title in policies:
            ruled(house.brand.pk, kind, content, title=title)
    return house


@pytest.mark.proves("R13", "R15")
def test_facts_are_answered_with_what_they_meet_and_why(house):
    facts = {"text": "please", "intent": "refund", "amount": "120", "currency": "GBP", "pool": "gig", "ask": "1"}
    page = text_of(signed_in(house, "olga").post(ADDRESS, facts))
    for words in ("The AI may not answer this alone.", "Above", "amount is 120.00 GBP, limit is 75.00 GBP", "Up to £75", "200.00 GBP", "Lena"):
        assert words in page, words
    assert "Hurt" not in page
    with scope(house.scope):
        assert Firing.objects.count() == 0


def test_what_is_unknown_is_said(house):
    page = text_of(signed_in(house, "ada").post(ADDRESS, {"ask": "1"}))
    assert "Because something is unknown" in page
    assert "cannot be told yet" in page


@pytest.mark.parametrize(("field", "value"), [("amount", "much"), ("amount", "-5"), ("currency", "pounds"), ("failed_checks", "-1"), ("pool", "temps")])
def test_nonsense_is_told_beside_its_field(house, field, value):
    answer = signed_in(house, "ada").post(ADDRESS, {"ask": "1", field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


@pytest.mark.proves("L5")
def test_a_conversation_is_picked_by_who_may_open_it(house):
    with scope(house.scope):
        held = new_conversation(house)
        post_message(Actor("customer", held.customer_id, via="test"), house.brand.pk, held.pk, author="customer", text="I am hurt")
    pick = {"conversation": held.ref, "pick": "1"}
    assert "I am hurt" in signed_in(house, "olga").post(ADDRESS, pick).content.decode()
    for stranger in (signed_in(house, "ada"), signed_in(library("hearth"), "olga")):
        answer = stranger.post(ADDRESS, pick)
        assert answer.status_code == 422
        assert "I am hurt" not in answer.content.decode()
