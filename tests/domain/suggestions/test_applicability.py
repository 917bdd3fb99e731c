"""What a conversation is about decides which knowledge is quoted in it; what is for staff is never quoted."""

import pytest

from tandem.core.assistance.drafting import Abstention, Depends, Draft
from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.suggestions.actions import answer_to
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.domain.service.conversations.queries.matter import circumstances_of
from tandem.domain.service.customers.actions import change_customer
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, person
from tests.knowing import teach

pytestmark = pytest.mark.django_db
ASKED = "Do I need a reservation to bring my bicycle on board?"
PLACES = {
    "gold": "You need no reservation to bring your bicycle on board with Gold.",
    "basic": "You need a reservation to bring your bicycle on board with Basic.",
}
OTHERS = [
    Document(slug="pets", title="Pets on trains", body="Dogs travel free on a lead."),
    Document(slug="food", title="Food and drink", body="The trolley passes every hour with tea and sandwiches."),
    Document(slug="wifi", title="Wi-Fi and sockets", body="Every seat has a socket, and the wireless network is free."),
]


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope):
        titled = "Bringing a bicycle on board: reservation"
        plans = [Document(slug=plan, title=titled, body=body, applies=Applicability(plans=(plan,))) for plan, body in PLACES.items()]
        teach(made.brand.pk, [*plans, *OTHERS])
        yield made


def asked_in(house, conversation):
    return answer_to(house.brand.pk, ASKED, matter=circumstances_of(conversation, audience="customer"))


@pytest.mark.proves("R13")
def test_a_draft_quotes_the_plan_of_the_conversation_and_no_other(house):
    conversation = new_conversation(house)
    assert isinstance(asked_in(house, conversation), Abstention)
    change_customer(SYSTEM, house.brand.pk, conversation.customer.ref, plans=["Gold"])
    conversation.customer.refresh_from_db()
    made = asked_in(house, conversation)
    assert isinstance(made, Draft)
    assert {quote.text for quote in made.quotes} == {PLACES["gold"]}
    state_matter(person(house.amara), house.brand.pk, conversation.pk, plans=["basic"])
    assert {quote.text for quote in asked_in(house, conversation).quotes} == {PLACES["basic"]}


@pytest.mark.proves("R13", "R30")
def test_an_abstention_says_which_plan_would_give_a_draft(house):
    conversation = new_conversation(house)
    made = asked_in(house, conversation)
    assert (made.reason, made.depends) == ("depends", Depends("plans", ("basic", "gold")))
    assert PLACES.keys().isdisjoint(source.title for source in made.sources)
    other = answer_to(house.brand.pk, "Who won the football last night, and what does the moon weigh?")
    assert other.depends is None
    state_matter(person(house.amara), house.brand.pk, conversation.pk, plans=["silver"])
    known = asked_in(house, conversation)
    assert (known.reason == "depends", known.depends) == (False, None)  # the plan is known, and there is nothing for it


@pytest.mark.proves("R13")
def test_what_is_for_staff_is_a_source_and_is_not_quoted(house):
    internal = Document(
        slug="scooters", title="Electric scooters on board", body="Electric scooters are refused on board; explain it kindly.",
        applies=Applicability(audience=("expert", "lead")),
    )  # fmt: skip
    teach(house.brand.pk, [internal])
    made = answer_to(house.brand.pk, "May I bring my electric scooter on board?")
    assert isinstance(made, Abstention)
    assert made.sources[0].title == "Electric scooters on board"
