"""From a customer's words to an accepted offer, through the event table, as the worker does it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from tandem.core.kit.refusals import Refused
from tandem.domain.orchestration.routing import actions, queries, tasks
from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.service.conversations import queries as conversations
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.closing import resolve
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.conversations.queries import line
from tandem.domain.workforce.experts import tasks as expert_tasks
from tandem.domain.workforce.experts.actions import create_expert, set_availability
from tandem.domain.workforce.experts.queries import availability_of
from tandem.foundation import clock
from tandem.foundation.events.consuming import consume, ensure_cursors, subscriptions
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, person

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
FOLLOW = subscriptions(import_string(settings.TANDEM_SUBSCRIPTIONS))


def drain() -> None:
    ensure_cursors(FOLLOW)
    while consume(FOLLOW):
        pass


@pytest.fixture
def time():
    with clock.on(clock.VirtualClock(START)) as virtual:
        yield virtual


@pytest.fixture
def house(committed, time):
    made = make_house()
    with scope(made.scope):
        for name in ("amara", "ben", "vera", "ines"):
            create_expert(SYSTEM, made.brand.pk, membership=made.people[name])
    return made


def online(house, *names, state="online", **values):
    for name in names:
        with scope(house.scope):
            set_availability(person(house.people[name]), [house.people[name]], state=state, **values)


def ask(house):
    with scope(house.scope):
        conversation = new_conversation(house)
        post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text="Where is my refund?")
    drain()
    return conversation


def open_offer(house, name):
    with scope(house.scope):
        offers = queries.open_offers([house.people[name].pk])
    return offers[0] if offers else None


def accept(house, name):
    with scope(house.scope):
        actions.accept(person(house.people[name]), open_offer(house, name))
    drain()


@pytest.mark.proves("R3")
def test_the_longest_idle_is_asked_and_takes_it(house, time):
    online(house, "ben")
    time.advance(10)
    online(house, "amara")
    conversation = ask(house)
    assert open_offer(house, "ben") is not None
    assert open_offer(house, "amara") is None
    accept(house, "ben")
    with scope(house.scope):
        assert conversations.holder_of(conversation.pk).membership_id == house.ben.pk


def test_a_decline_goes_to_the_next_and_not_back(house, time):
    online(house, "ben")
    time.advance(1)
    online(house, "amara")
    ask(house)
    with scope(house.scope):
        actions.decline(person(house.ben), open_offer(house, "ben"), reason="too_busy")
    drain()
    assert open_offer(house, "amara") is not None
    with scope(house.scope):
        actions.decline(person(house.amara), open_offer(house, "amara"), reason="too_busy")
    drain()
    assert open_offer(house, "ben") is None
    assert open_offer(house, "amara") is None


def test_an_offer_lapses_and_two_in_a_row_set_the_expert_away(house, time):
    online(house, "amara")
    ask(house)
    for _ in range(2):
        offer = open_offer(house, "amara")
        time.advance(31)
        with scope(house.scope), pytest.raises(Refused) as refusal:
            actions.accept(person(house.amara), offer)
        assert refusal.value.code == "offer_gone"
        assert tasks.lapse_due_offers() == 1
        drain()
        time.advance(61)
        tasks.route_due()
    assert (availability_of(house.amara.person_id).state, availability_of(house.amara.person_id).reason) == ("away", "missed_offers")


def test_nobody_there_waits_visibly_and_is_offered_when_somebody_comes(house, time):
    conversation = ask(house)
    with scope(house.scope):
        contact = conversations.live_contact(conversation.pk)
        estimate = line.wait_estimate(contact)
    assert (estimate.place, estimate.expected_seconds) == (1, None)
    online(house, "amara")
    drain()
    assert open_offer(house, "amara") is not None


@pytest.mark.proves("R10", "R4")
def test_a_vendors_pool_is_asked_after_the_set_wait_only(house, time):
    online(house, "vera")
    ask(house)
    assert open_offer(house, "vera") is None
    time.advance(121)
    online(house, "vera")
    tasks.route_due()
    assert open_offer(house, "vera") is not None


def test_silence_takes_the_work_back_and_offers_it_to_somebody_else(house, time):
    online(house, "amara")
    conversation = ask(house)
    accept(house, "amara")
    online(house, "ben")
    time.advance(301)
    online(house, "ben", "amara")
    assert tasks.take_back_silent() == 1
    drain()
    with scope(house.scope):
        assert conversations.holder_of(conversation.pk) is None
        assert Offer.objects.filter(state="open").count() == 1


def test_a_gone_experts_work_is_taken_back_after_the_grace(house, time):
    online(house, "amara")
    conversation = ask(house)
    accept(house, "amara")
    time.advance(91)
    assert expert_tasks.miss_the_gone() == 1
    assert availability_of(house.amara.person_id).state == "offline"
    assert tasks.take_back_from_gone() == 0
    time.advance(61)
    assert tasks.take_back_from_gone() == 1
    with scope(house.scope):
        assert conversations.holder_of(conversation.pk) is None


def test_wrap_up_comes_before_the_next_offer_and_ends_by_itself(house, time):
    online(house, "amara")
    conversation = ask(house)
    accept(house, "amara")
    with scope(house.scope):
        resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    drain()
    assert availability_of(house.amara.person_id).state == "wrap_up"
    ask(house)
    assert open_offer(house, "amara") is None
    time.advance(21)
    assert expert_tasks.end_wrap_ups() == 1
    drain()
    assert open_offer(house, "amara") is not None


def test_reopened_work_prefers_its_last_expert_if_present(house, time):
    online(house, "amara")
    conversation = ask(house)
    accept(house, "amara")
    with scope(house.scope):
        resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    drain()
    online(house, "ben")
    time.advance(60)
    online(house, "amara", "ben")
    with scope(house.scope):
        post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text="Once more")
    drain()
    assert open_offer(house, "amara").rule == "last_expert"


def test_an_offer_is_withdrawn_when_the_work_goes_elsewhere_or_the_expert_goes_away(house, time):
    online(house, "amara")
    conversation = ask(house)
    with scope(house.scope):
        assign(person(house.lena), house.brand.pk, conversation.pk, membership=house.ines)
    drain()
    assert open_offer(house, "amara") is None
    ask(house)
    assert open_offer(house, "amara") is not None
    online(house, "amara", state="away", reason="lunch")
    drain()
    assert open_offer(house, "amara") is None


def test_routing_twice_changes_nothing(house, time):
    online(house, "amara", "ben")
    ask(house)
    time.advance(timedelta(seconds=1).total_seconds())
    with scope(house.scope):
        assert actions.route_brand(house.brand.pk) == 0
        assert Offer.objects.count() == 1
