"""Who waits in the chat goes on by e-mail: the offer that was pending, the line, the target, all through the event table."""

from datetime import timedelta

import pytest

from tandem.core.kit.refusals import Refused
from tandem.domain.orchestration.routing import actions, queries
from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.service.conversations import queries as conversations
from tandem.domain.service.conversations.actions.changing import change_channel
from tandem.domain.service.conversations.models import Assignment, Contact
from tandem.domain.service.conversations.queries.floor import floor_counts
from tandem.domain.service.conversations.queries.line import place_in_line
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.domain.test_routing import START, ask, drain, house, online, time  # noqa: F401  fixtures


def defer(house, conversation):  # noqa: F811
    with scope(house.scope):
        change_channel(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, to="email")


def offers(house):  # noqa: F811
    with scope(house.scope):
        return list(Offer.objects.order_by("id").values_list("membership__display_name", "contact__channel", "state"))


def test_the_pending_offer_is_withdrawn_and_the_letter_offered_anew(house, time):  # noqa: F811
    online(house, "amara")
    conversation = ask(house)
    drain()
    assert offers(house) == [("Amara", "chat", "open")]
    defer(house, conversation)
    drain()
    assert offers(house) == [("Amara", "chat", "withdrawn"), ("Amara", "email", "open")]
    with scope(house.scope):
        actions.accept(person(house.amara), queries.open_offers([house.amara.pk])[0])
        held = Assignment.objects.get()
        assert (held.weight, held.reply_due_at - time.now()) == (3, timedelta(hours=24))


@pytest.mark.proves("L3")
def test_an_acceptance_that_crosses_the_change_is_refused(house, time):  # noqa: F811
    """Between the change and its withdrawal the old offer is still open: it must not catch the new contact."""
    online(house, "amara")
    conversation = ask(house)
    drain()
    with scope(house.scope):
        offer = queries.open_offers([house.amara.pk])[0]
    defer(house, conversation)
    with scope(house.scope), pytest.raises(Refused) as refusal:
        actions.accept(person(house.amara), offer)
    assert refusal.value.code == "not_waiting"
    with scope(house.scope):
        assert Assignment.objects.count() == 0
        assert conversations.live_contact(conversation.pk).channel == "email"


@pytest.mark.proves("L3")
def test_a_change_that_crosses_an_acceptance_is_refused(house, time):  # noqa: F811
    online(house, "amara")
    conversation = ask(house)
    drain()
    with scope(house.scope):
        actions.accept(person(house.amara), queries.open_offers([house.amara.pk])[0])
    with pytest.raises(Refused) as refusal:
        defer(house, conversation)
    assert refusal.value.code == "not_waiting"
    with scope(house.scope):
        assert list(Contact.objects.values_list("channel", "state")) == [("chat", "assigned")]


def test_a_letter_waits_behind_who_sits_in_the_chat_until_it_is_due(house, time):  # noqa: F811
    letter = ask(house)
    defer(house, letter)
    time.advance(600)
    chat = ask(house)

    def order():
        with scope(house.scope):
            contacts = {name: conversations.live_contact(one.pk) for name, one in (("letter", letter), ("chat", chat))}
            first = [need.contact_id for need, _, _ in queries.line(house.brand.pk)]
            return sorted(contacts, key=lambda name: first.index(contacts[name].pk)), {name: place_in_line(one) for name, one in contacts.items()}

    assert order() == (["chat", "letter"], {"letter": 2, "chat": 1})
    time.advance(24 * 3600)
    assert order()[0] == ["chat", "letter"]  # both are late by now; the chat for longer
    later = ask(house)
    with scope(house.scope):
        places = [place_in_line(conversations.live_contact(one.pk)) for one in (chat, letter, later)]
    assert places == [1, 2, 3]


def test_each_channel_is_measured_by_its_own_target(house, time):  # noqa: F811
    conversation = ask(house)
    time.advance(30)
    defer(house, conversation)
    time.advance(3600)
    with scope(house.scope):
        every = floor_counts({house.brand.pk: START})[-1]
    assert (every.waiting, every.late, every.abandoned, every.overdue, every.offered) == (1, 0, 0, 0, 2)
    time.advance(23 * 3600 + 1)
    with scope(house.scope):
        assert floor_counts({house.brand.pk: START})[-1].late == 1
