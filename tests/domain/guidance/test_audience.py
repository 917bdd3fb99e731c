"""Rules are shown to whom their audience names; they are met, noted and binding all the same. What must be said binds everybody."""

import pytest

from tandem.core.kit.refusals import Absent, Refused
from tandem.core.knowledge.applicability import Applicability
from tandem.domain.assistance.guidance import queries
from tandem.domain.assistance.guidance.actions import begin_guide, note_met
from tandem.domain.assistance.replies.actions import send
from tandem.domain.knowledge.policies.models import Firing, GuideRun
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.domain.service.conversations.models import Conversation, Message
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, person
from tests.ruling import GUIDE, HURT, REFUNDS, ruled

pytestmark = pytest.mark.django_db
LEADS = Applicability(audience=("lead",))


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope):
        yield made


@pytest.fixture
def conversation(house):
    made = new_conversation(house)
    post_message(Actor("customer", made.customer_id), house.brand.pk, made.pk, author="customer", text="I was hurt and want my money back")
    assign(person(house.amara), house.brand.pk, made.pk, membership=house.amara)
    state_matter(person(house.amara), house.brand.pk, made.pk, topic="refund")
    return Conversation.objects.select_related("customer").get(pk=made.pk)


def titles(found):
    return [one.policy.title for one in (*found.escalations, *found.boundaries, *found.unsettled)]


@pytest.mark.proves("R13", "R15")
def test_a_rule_for_leads_is_not_shown_to_an_expert_and_is_met_and_noted_all_the_same(house, conversation):
    ruled(house.brand.pk, "escalation", HURT, title="Hurt", applies=LEADS)
    ruled(house.brand.pk, "boundary", REFUNDS, title="Refunds", applies=LEADS)
    ruled(house.brand.pk, "boundary", {**REFUNDS, "when": 'region = "UK"'}, title="In the UK", applies=LEADS)
    assert titles(queries.guidance_for(conversation, house.amara)) == []
    assert titles(queries.guidance_for(conversation, house.lena)) == ["Hurt", "Refunds", "In the UK"]
    assert note_met(house.brand.pk, conversation) == 2
    assert sorted(Firing.objects.values_list("version__title", flat=True)) == ["Hurt", "Refunds"]


@pytest.mark.proves("R15")
def test_no_audience_silences_what_must_be_said(house, conversation):
    ruled(house.brand.pk, "disclosure", {"text": "A fee of £5 is taken.", "moment": "before", "when": 'topic = "refund"'}, title="The fee", applies=LEADS)
    assert [due.title for due in queries.guidance_for(conversation, house.amara).disclosures] == ["The fee"]
    with pytest.raises(Refused) as refusal:
        send(person(house.amara), house.amara, conversation.pk, text="You get it back.", client_id="c1")
    assert refusal.value.code == "disclosure_missing"
    assert not Message.objects.filter(author="expert").exists()


@pytest.mark.proves("R13", "R15")
@pytest.mark.parametrize("applies", [LEADS, Applicability(plans=("gold",))])
def test_a_guide_that_is_not_offered_here_is_not_begun(house, conversation, applies):
    guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?", applies=applies)
    assert queries.guides_for(conversation, house.amara) == ()
    with pytest.raises(Absent):
        begin_guide(person(house.amara), conversation, house.amara, guide.ref)
    assert not GuideRun.objects.exists()


def test_a_guide_that_is_offered_is_begun(house, conversation):
    guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")
    assert begin_guide(person(house.amara), conversation, house.amara, guide.ref) == GuideRun.objects.get()
