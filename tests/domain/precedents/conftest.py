"""A brand whose customers need the terms of a thing, where the plain order puts its short page first."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.precedents.actions.noting import note_quoted
from tandem.domain.assistance.precedents.actions.training import train
from tandem.domain.knowledge.articles.models import Article
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import House, make_house, new_conversation, new_customer, person
from tests.knowing import librarian, teach

THINGS = ("lamp", "chair", "sofa", "mirror", "carpet", "clock", "vase", "stool", "bench", "kettle")
ASKED = (
    "How do I return my {}?", "Can I send the {} back to you?", "I want to return a {} that I bought.", "The {} does not suit us, may it go back?",
    "What must I do to give a {} back?", "Is returning a {} free of charge?", "My {} shall go back to the shop, how?",
    "How long may I keep a {} and still return it?",
)  # fmt: skip
NEW = "wardrobe"  # nobody has asked about it before
LATER = f"How do I return my {NEW}?"


def page(thing: str) -> Document:
    return Document(slug=thing, title=f"Returning a {thing}", body=f"You can return a {thing}. Send the {thing} back.")


def terms(thing: str) -> Document:
    parts = ("Period", "Packing", "Collection", "Money", "Damage")
    body = "\n\n".join(f"## {part}\n\nThe {part.lower()} of a returned {thing} is as the order says; the {thing} comes back whole." for part in parts)
    return Document(slug=f"{thing}-terms", title=f"{thing.title()}: terms", body=body)


@pytest.fixture
def house(db):
    made = make_house()
    with scope(made.scope):
        stock(made)
        yield made


def stock(house: House) -> None:
    """Both pages of each thing, in force. For an open scope."""
    teach(house.brand.pk, [each(thing) for thing in (*THINGS, NEW) for each in (page, terms)])


def ask(house: House, text: str, customer=None):
    """A customer's question in a conversation of its own."""
    conversation = new_conversation(house, customer)
    post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text=text)
    return conversation


def ref_of(slug: str) -> str:
    return str(Article.objects.get(slug=slug).ref)


def settle_many(house: House, *, by=None) -> int:
    """Each question asked of each thing, and an expert quotes the terms. Returns how many counted."""
    customer, who = new_customer(house), person(by or house.amara)
    refs = {thing: ref_of(f"{thing}-terms") for thing in THINGS}
    noted = 0
    for text, thing in product(ASKED, THINGS):
        conversation = ask(house, text.format(thing), customer)
        noted += note_quoted(who, house.brand.pk, conversation.ref, article=refs[thing])
    return noted


def approver(house: House) -> Actor:
    return librarian(house.brand.pk, "approver")


def trained(house: House):
    return train(approver(house), house.brand.pk, opens=partial(scope, house.scope))
