"""What holds in a conversation: rules that it meets, words that must be said, guides, and the notes that come of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.core.kit.refusals import Refused
from tandem.domain.assistance.guidance import queries, tasks
from tandem.domain.assistance.replies.actions import resolve, send
from tandem.domain.knowledge.policies.actions.walking import answer, back, start
from tandem.domain.knowledge.policies.models import Firing, GuideAnswer
from tandem.domain.knowledge.policies.queries import fired_counts, policies_in_force, run_view
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.closing import resolve as close
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.domain.service.conversations.models import Assignment, Closure, Conversation, Message, Note
from tandem.foundation import clock
from tandem.foundation.events.publishing import inline
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, person
from tests.ruling import GUIDE, HURT, REFUNDS, reruled, ruled

pytestmark = pytest.mark.django_db

STEPS = {"MessagePosted": tasks.note_met, "ContactAssigned": tasks.note_met, "MatterStated": tasks.note_met, "GuideFinished": tasks.note_outcome}
FEE = {"text": "A fee of £5 is taken from each refund.", "moment": "before", "when": 'topic = "refund"'}
OMBUDS = {"text": "The Rail Ombuds can look at it for free.", "moment": "closing", "when": 'topic = "refund" or intent = "complaint"'}
MONEY = {"text": "Money arrives within 5 working days.", "moment": "with", "when": 'topic = "refund"'}


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope), inline(lambda happened: [STEPS[happened.kind](happened)] if happened.kind in STEPS else None):
        yield made


def held(house, text="I want my money back, I was hurt.", topic=""):
    conversation = new_conversation(house)
    post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text=text)
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    if topic:
        state_matter(person(house.amara), house.brand.pk, conversation.pk, topic=topic)
    return Conversation.objects.select_related("customer").get(pk=conversation.pk)


def reply(house, conversation, text, client_id="c1"):
    return send(person(house.amara), house.amara, conversation.pk, text=text, client_id=client_id)


@pytest.mark.proves("R15", "R20")
def test_it_names_the_rules_that_the_conversation_meets_and_notes_each_once(house):
    ruled(house.brand.pk, "escalation", HURT, title="Hurt")
    ruled(house.brand.pk, "boundary", REFUNDS, title="Refunds")
    conversation = held(house)
    found = queries.guidance_for(conversation, house.amara)
    assert [one.policy.title for one in found.escalations] == ["Hurt"]
    assert found.boundaries == ()  # whether it is a refund is not known: nothing is promised
    assert [one.policy.title for one in found.unsettled] == ["Refunds"]
    state_matter(person(house.amara), house.brand.pk, conversation.pk, topic="refund")
    (bound,) = queries.guidance_for(conversation, house.amara).boundaries
    assert (bound.may, bound.limit.minor) == ("Up to £75", 7500)  # Amara is of the gig pool
    post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text="Still hurt.")
    assert sorted(Firing.objects.values_list("version__title", "conversation")) == [("Hurt", conversation.ref), ("Refunds", conversation.ref)]


def again(house, conversation, text="Hello? I was hurt."):
    post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text=text)


@pytest.mark.proves("R15")
def test_a_rule_counts_the_conversations_in_which_it_was_met(house):
    hurt = ruled(house.brand.pk, "escalation", HURT, title="Hurt")
    first, second = held(house), held(house)
    again(house, first)
    assert fired_counts() == {hurt.ref: 2}
    reruled(hurt, {**HURT, "within_minutes": 9}, title="Hurt")
    for _ in range(2):
        again(house, first)
    assert list(Firing.objects.order_by("id").values_list("conversation", "version__number")) == [(first.ref, 1), (second.ref, 1), (first.ref, 2)]
    assert fired_counts() == {hurt.ref: 2}  # the first met two versions of it, and is one conversation
    assert fired_counts(since=clock.now() + timedelta(seconds=1)) == {}


@pytest.mark.proves("R15")
@pytest.mark.parametrize("moment", ["before", "with", "closing"])
def test_words_that_came_due_later_are_counted_then(house, moment):
    fee = ruled(house.brand.pk, "disclosure", {**FEE, "moment": moment}, title="The fee")
    gig = ruled(house.brand.pk, "disclosure", {"text": "We are many.", "moment": moment, "when": 'pool = "gig"'}, title="Who we are")
    conversation = new_conversation(house)
    again(house, conversation, "Money back?")
    assert fired_counts() == {}  # neither the topic nor who answers is known: they might be due
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    assert fired_counts() == {gig.ref: 1}
    for _ in range(2):
        state_matter(person(house.amara), house.brand.pk, conversation.pk, topic="refund")
    assert fired_counts() == {gig.ref: 1, fee.ref: 1}


@pytest.mark.proves("R15")
def test_what_must_be_said_before_an_answer_refuses_the_answer_without_it(house):
    ruled(house.brand.pk, "disclosure", FEE, title="The fee")
    ruled(house.brand.pk, "disclosure", MONEY, title="When money arrives")
    conversation = held(house, topic="refund")
    assert [(due.title, due.rule.moment, due.is_said) for due in queries.guidance_for(conversation).disclosures] == [
        ("The fee", "before", False), ("When money arrives", "with", False),
    ]  # fmt: skip
    with pytest.raises(Refused, match="“The fee” has to be said") as refusal:
        reply(house, conversation, "You get it back.")
    assert refusal.value.code == "disclosure_missing"
    assert not Message.objects.filter(author="expert").exists()
    reply(house, conversation, "You get it back.\n\nA fee of £5 is\ntaken from each refund.")
    assert [due.is_said for due in queries.guidance_for(conversation).disclosures] == [True, False]
    reply(house, conversation, "Anything else?", client_id="c2")  # said once is said; what goes with an answer only warns
    assert Message.objects.filter(author="expert").count() == 2


def test_what_only_might_be_due_refuses_nothing(house):
    ruled(house.brand.pk, "disclosure", FEE, title="The fee")
    conversation = held(house)
    assert [due.certain for due in queries.guidance_for(conversation).disclosures] == [False]
    reply(house, conversation, "You get it back.")
    assert Firing.objects.count() == 0


def closed(house, conversation, disposition="solved", by="amara"):
    return resolve(person(house.people[by]), house.people[by], conversation.pk, disposition=disposition)


@pytest.mark.proves("R15", "C5")
def test_what_must_be_said_at_closing_refuses_the_closure_without_it(house):
    ruled(house.brand.pk, "disclosure", OMBUDS, title="The Ombuds")
    conversation = held(house, topic="refund")
    reply(house, conversation, "You get it back.")
    with pytest.raises(Refused, match="“The Ombuds” has to be said word for word: “The Rail Ombuds can look") as refusal:
        closed(house, conversation)
    assert refusal.value.code == "disclosure_missing"
    with pytest.raises(Refused) as refusal:
        closed(house, conversation, by="ben")  # who may not resolve it at all learns nothing of what is due
    assert refusal.value.code == "not_holder"
    assert not Closure.objects.exists()
    assert Assignment.objects.get().ended_at is None
    reply(house, conversation, "By the way: The Rail Ombuds can look\nat it for free.", client_id="c2")
    assert closed(house, conversation).disposition == "solved"


@pytest.mark.proves("R15")
def test_what_only_might_be_due_at_closing_refuses_nothing_and_spam_is_told_nothing(house):
    ruled(house.brand.pk, "disclosure", OMBUDS, title="The Ombuds")
    unknown, spam = held(house), held(house, topic="refund")
    assert [due.certain for due in queries.guidance_for(unknown).disclosures] == [False]
    assert closed(house, unknown).disposition == "solved"
    assert closed(house, spam, "spam").disposition == "spam"


def test_a_brand_without_such_a_rule_asks_the_database_once_more(house):
    ruled(house.brand.pk, "disclosure", FEE, title="The fee")
    first, second = held(house, topic="refund"), held(house, topic="refund")
    queries.guidance_for(first, house.amara)  # the process has read the rule
    with CaptureQueriesContext(connection) as bare:
        close(person(house.amara), house.brand.pk, first.pk, membership=house.amara)
    with CaptureQueriesContext(connection) as checked:
        closed(house, second)
    assert len(checked) == len(bare) + 1


@pytest.mark.proves("R15")
def test_a_guide_is_walked_back_and_its_outcome_becomes_a_note(house):
    guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")
    conversation = held(house)
    run = start(person(house.amara), house.brand.pk, guide.ref, conversation=conversation.ref)
    with pytest.raises(Refused, match="first step"):
        back(person(house.amara), run, step="ask")
    answer(person(house.amara), run, step="ask", given={"booking": "NWR-1"})
    with pytest.raises(Refused, match="another step"):
        back(person(house.amara), run, step="ask")
    assert back(person(house.amara), run, step="match") == "ask"
    assert (run_view(run).answers, run_view(run).step.key) == ({}, "ask")
    answer(person(house.amara), run, step="ask", given={"booking": "NWR-2"})
    answer(person(house.amara), run, step="match", given={"matches": "yes"})
    assert list(GuideAnswer.objects.order_by("number").values_list("step", "then", "back")) == [
        ("ask", "match", False), ("match", "ask", True), ("ask", "match", False), ("match", "done", False),
    ]  # fmt: skip
    note = Note.objects.get()
    assert note.text == "Guide “Who is it?”, version 1: resolved.\nBooking: NWR-2\nIt matches: yes"
    assert note.membership == house.amara


def test_several_plans_are_none_that_is_known(house):
    conversation = held(house)
    state_matter(person(house.amara), house.brand.pk, conversation.pk, plans=["gold", "basic"], products=["sleeper"])
    facts = queries.facts_of(conversation, house.amara)
    assert (facts.plan, facts.product, facts.pool, facts.verified) == ("", "sleeper", "gig", False)


def test_the_topics_are_those_that_the_rules_name(house):
    ruled(house.brand.pk, "boundary", REFUNDS, title="Refunds")
    ruled(house.brand.pk, "macro", {"text": "Done.", "intents": ["change"]}, title="Done")
    assert queries.topics_known(policies_in_force()) == ("change", "refund")


def test_answers_are_said_in_the_readers_language(house, monkeypatch):
    places = [
        {"key": key, "label": label, "type": kind} for key, label, kind in (("sure", "Sure", "yes_no"), ("late", "Late by", "days"), ("who", "Who", "text"))
    ]
    steps = [{"key": "ask", "title": "Ask", "fields": places, "then": "done"}, {"key": "done", "title": "Done", "outcome": {"kind": "resolved"}}]
    guide = ruled(house.brand.pk, "guide", {"steps": steps}, title="How late?")
    run = start(person(house.amara), house.brand.pk, guide.ref)
    answer(person(house.amara), run, step="ask", given={"sure": "no", "late": "3", "who": "yes"})
    monkeypatch.setattr(queries, "_", lambda text: f"«{text}»")
    assert queries.answers_of(run_view(run)) == [("Sure", "«no»"), ("Late by", "«3 days»"), ("Who", "yes")]
