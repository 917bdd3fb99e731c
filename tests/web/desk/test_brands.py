"""One expert in two brands: what holds in a conversation, and what may be said in it, is its own brand's alone."""

import re
from dataclasses import replace

import pytest

from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.suggestions.actions import suggest
from tandem.domain.service.conversations.models import Message
from tandem.foundation.accounts.actions import invite
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.knowing import teach
from tests.ruling import GUIDE, HURT, REFUNDS, ruled
from tests.web.desk.acting import HX, at, held, staffed
from tests.web.desk.test_suggesting import BICYCLES, OTHERS

pytestmark = pytest.mark.django_db


def whole(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def twins(house):
    """Two houses with one expert in both; the other's rules, macro, guide and articles name nothing but tables."""
    other = staffed("hearth")
    with scope(other.scope):
        twin = invite(SYSTEM, other.brand.pk, email="amara@northwind.example", name="Amara", roles=["expert"], pool=other.pools["gig"])
        macro = ruled(other.brand.pk, "macro", {"text": "Your table is on its way."}, title="Table on its way")
        ruled(other.brand.pk, "escalation", HURT, title="Hurt by a table")
        ruled(other.brand.pk, "boundary", REFUNDS | {"when": "always"}, title="Refunds for tables")
        ruled(other.brand.pk, "disclosure", {"text": "A table may wobble.", "moment": "closing"}, title="Wobbling tables")
        guide = ruled(other.brand.pk, "guide", GUIDE | {"intents": []}, title="Which table is it?")
        needed = Document(slug="spaces", title="Spaces for a table", body="There is room for a table.")
        teach(other.brand.pk, [needed, Document(slug="legs", title="Legs", body="A table has four legs.", applies=Applicability(products=("table",)))])
    return house, other, twin, macro.ref, guide.ref


@pytest.mark.proves("L5")
def test_one_person_in_two_brands_meets_the_rules_and_words_of_the_conversations_brand_alone(twins):
    house, other, twin, macro, guide = twins
    question = "Do I need a reservation to bring my bicycle on board? I was hurt."
    with scope(house.scope):
        ruled(house.brand.pk, "guide", GUIDE, title="Which train is it?")
        teach(house.brand.pk, [replace(BICYCLES, needs=("spaces",)), *OTHERS])
    here, there = held(house, house.amara, question), held(other, twin, "I was hurt")
    with scope(house.scope):
        suggest(house.brand.pk, here.pk, message_id=Message.objects.get(conversation=here, author="customer").pk)
    client, path = at(house.amara), f"/desk/c/{here.ref}"
    for part in ("", "/rules", "/guides", "/matter", "/articles", "/articles?q=bicycle", "/suggestion"):  # the suggestion's article needs “spaces”
        shown = whole(client.get(path + part, **HX))
        assert re.findall(r"\btables?\b", shown) == [], part
    assert "Which train is it?" in whole(client.get(f"{path}/guides", **HX))
    assert client.post(f"{path}/macros/{macro}", **HX).status_code == 404
    assert client.post(f"{path}/guides", {"guide": guide}, **HX).status_code == 404
    assert client.post(f"{path}/closure", **HX).headers["HX-Redirect"] == f"/desk/c/{there.ref}"
    theirs = whole(client.get(f"/desk/c/{there.ref}"))
    for title in ("Hurt by a table", "Refunds for tables", "Wobbling tables", "Which table is it?", 'value="table"'):
        assert title in theirs
    assert "Which train is it?" not in theirs
