"""What the tests of the desk do over and over: staff a house, let a customer write, hold work."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tandem.domain.assistance.replies.actions import send
from tandem.domain.orchestration.routing.actions import route_brand
from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.conversations.models import Conversation, Message
from tandem.domain.workforce.experts.actions import create_expert, set_availability
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import scope
from tests.cast import House, make_house, new_conversation, person

HX = {"HTTP_HX_REQUEST": "true"}


def staffed(slug: str = "northwind") -> House:
    """A house whose experts have profiles."""
    house = make_house(slug)
    with scope(house.scope):
        for name in ("amara", "ben", "vera", "ines"):
            create_expert(SYSTEM, house.brand.pk, membership=house.people[name])
    return house


def at(member: Membership) -> Client:
    """A browser in which this member is signed in."""
    client = Client()
    client.force_login(Person.objects.get(pk=member.person_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def ask(house: House, text: str = "Where is my refund?", **values: Any) -> Conversation:
    """A customer writes and waits."""
    with scope(house.scope):
        conversation = new_conversation(house, **values)
        write(house, conversation, text)
    return fresh(house, conversation)


def write(house: House, conversation: Conversation, text: str) -> None:
    """The customer writes once more."""
    with scope(house.scope):
        post_message(
            Actor("customer", conversation.customer_id),
            house.brand.pk,
            conversation.pk,
            author="customer",
            text=text,
        )


def answer(house: House, member: Membership, conversation: Conversation, text: str = "It is on its way.") -> None:
    """The holder writes."""
    with scope(house.scope):
        send(person(member), member, conversation.pk, text=text, client_id="")


def held(house: House, member: Membership, text: str = "Where is my refund?", **values: Any) -> Conversation:
    """A conversation that the member holds."""
    conversation = ask(house, text, **values)
    with scope(house.scope):
        assign(person(member), house.brand.pk, conversation.pk, membership=member)
    return fresh(house, conversation)


def online(house: House, *names: str, state: str = "online", **values: Any) -> None:
    """These people change their availability."""
    for name in names:
        with scope(house.scope):
            set_availability(person(house.people[name]), [house.people[name]], state=state, **values)


def offered(house: House, name: str = "amara", text: str = "Where is my refund?") -> Offer:
    """An offer that waits for this expert's answer, the only one online."""
    online(house, name)
    ask(house, text)
    with scope(house.scope):
        route_brand(house.brand.pk)
        return Offer.objects.select_related("conversation").get(state="open")


def fresh(house: House, conversation: Conversation) -> Conversation:
    """The row as it stands now."""
    with scope(house.scope):
        return Conversation.objects.select_related("customer", "queue", "brand", "case").get(pk=conversation.pk)


def topics_of(house: House, kind: str) -> list[list[str]]:
    """Who was told live of each event of this kind, in order."""
    with scope(house.scope), connection.cursor() as cursor:
        cursor.execute("SELECT topics FROM events_event WHERE kind = %s ORDER BY id", [kind])
        return [row[0] for row in cursor.fetchall()]


def words_in(house: House, conversation: Conversation, author: str = "expert") -> list[str]:
    """What was written by one side, in order."""
    with scope(house.scope):
        return list(Message.objects.filter(conversation=conversation, author=author).order_by("number").values_list("text", flat=True))


def say(client: Client, conversation: Conversation, text: str = "It is on its way.", **values: str) -> Any:
    """A reply over HTTP, as the composer sends it."""
    return client.post(f"/desk/c/{conversation.ref}/messages", {"text": text, "client_id": "dra_1", **values}, **HX)


@pytest.fixture
def house(db: None) -> House:
    """The house of most tests."""
    return staffed()
