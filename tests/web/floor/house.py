"""A house with people at work, for the floor's tests: who signs in, who waits, who holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from tandem.core.service.clearance import Clearance, hash_of
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.workforce.experts.actions import create_expert, set_availability
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import House, make_house, new_conversation, person

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday
EXPERTS = ("amara", "ben", "vera", "ines")


def staffed(slug: str = "northwind") -> House:
    """The cast, with expert profiles; all are offline."""
    made = make_house(slug)
    with scope(made.scope):
        for name in EXPERTS:
            create_expert(SYSTEM, made.brand.pk, membership=made.people[name])
    return made


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(
        house.people[name].person, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def online(house: House, *names: str, state: str = "online", **values: Any) -> None:
    with scope(house.scope):
        for name in names:
            set_availability(person(house.people[name]), [house.people[name]], state=state, **values)


def ask(house: House, text: str = "Where is my refund?") -> Any:
    with scope(house.scope):
        conversation = new_conversation(house)
        post_message(
            Actor("customer", conversation.customer_id),
            house.brand.pk,
            conversation.pk,
            author="customer",
            text=text,
        )
    return conversation


def hold(house: House, name: str) -> Any:
    conversation = ask(house)
    with scope(house.scope):
        assign(person(house.people[name]), house.brand.pk, conversation.pk, membership=house.people[name])
    return conversation


def answer(house: House, name: str, conversation: Any, text: str = "It is on its way.") -> None:
    member = house.people[name]
    with scope(house.scope):
        post_message(
            person(member),
            house.brand.pk,
            conversation.pk,
            author="expert",
            text=text,
            membership_id=member.pk,
            clearance=Clearance(conversation.pk, hash_of(text), ("text",)),
        )
