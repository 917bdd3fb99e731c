"""A customer writes, somebody takes it, answers, resolves; and each refusal changes nothing."""

import pytest

from tandem.core.kit.refusals import Absent, Forbidden, Invalid, Refused
from tandem.core.service.clearance import Clearance, hash_of
from tandem.domain.service.conversations import access, queries
from tandem.domain.service.conversations.actions.assigning import assign, take_back
from tandem.domain.service.conversations.actions.closing import leave_queue, resolve
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.conversations.models import Assignment, Contact, Conversation, Message
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope):
        yield made


def ask(house, text="Where is my refund?", **values):
    conversation = new_conversation(house)
    post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text=text, **values)
    return Conversation.objects.get(pk=conversation.pk)


def answer(house, member, conversation, text="It is on its way.", **values):
    clearance = Clearance(conversation.pk, hash_of(text), ("length",))
    return post_message(person(member), house.brand.pk, conversation.pk, author="expert", text=text, membership_id=member.pk, clearance=clearance, **values)


def test_it_works(house):
    conversation = ask(house)
    assert conversation.state == "waiting"
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    assert queries.load_of(house.amara.person_id) == (4, 12)
    answer(house, house.amara, conversation)
    resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    assert queries.load_of(house.amara.person_id) == (0, 12)
    contact = Contact.objects.get(conversation=conversation)
    assert (contact.state, contact.answered_at is not None, contact.ended_at is not None) == ("resolved", True, True)
    assert [(m.number, m.author, m.code) for m in queries.thread(conversation.pk)] == [
        (1, "customer", ""), (2, "system", "joined"), (3, "expert", ""), (4, "system", "resolved")
    ]  # fmt: skip


@pytest.mark.proves("L1")
def test_the_same_client_id_posts_once(house):
    conversation = new_conversation(house)
    customer = Actor("customer", conversation.customer_id)
    first = post_message(customer, house.brand.pk, conversation.pk, author="customer", text="Hello", client_id="k1")
    again = post_message(customer, house.brand.pk, conversation.pk, author="customer", text="Hello", client_id="k1")
    assert (again.id, again.ref, again.replayed) == (first.id, first.ref, True)
    with pytest.raises(Refused) as refusal:
        post_message(customer, house.brand.pk, conversation.pk, author="customer", text="Other", client_id="k1")
    assert refusal.value.code == "key_reused"
    assert Message.objects.filter(conversation=conversation).count() == 1


@pytest.mark.proves("L3")
def test_a_contact_has_one_holder(house):
    conversation = ask(house)
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    with pytest.raises(Refused) as refusal:
        assign(person(house.ben), house.brand.pk, conversation.pk, membership=house.ben)
    assert refusal.value.code == "taken"
    assert Assignment.objects.filter(conversation=conversation, ended_at__isnull=True).count() == 1


@pytest.mark.proves("L3")
def test_capacity_is_never_exceeded(house):
    for _ in range(3):
        assign(person(house.amara), house.brand.pk, ask(house).pk, membership=house.amara)
    fourth = ask(house)
    with pytest.raises(Refused) as refusal:
        assign(person(house.amara), house.brand.pk, fourth.pk, membership=house.amara)
    assert refusal.value.code == "at_capacity"
    assert queries.load_of(house.amara.person_id) == (12, 12)
    assert Conversation.objects.get(pk=fourth.pk).state == "waiting"


@pytest.mark.proves("L6")
def test_an_experts_words_need_a_clearance_for_these_very_words(house):
    conversation = ask(house)
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    wrong = Clearance(conversation.pk, hash_of("Other words"), ("length",))
    for clearance in (None, wrong):
        with pytest.raises(Forbidden):
            post_message(person(house.amara), house.brand.pk, conversation.pk, author="expert", text="Words", membership_id=house.amara.pk, clearance=clearance)
    assert Message.objects.filter(conversation=conversation, author="expert").count() == 0


def test_only_the_holder_answers(house):
    conversation = ask(house)
    with pytest.raises(Refused) as refusal:
        answer(house, house.ben, conversation)
    assert refusal.value.code == "not_holder"


def test_words_after_the_end_open_a_new_contact_that_prefers_its_last_expert(house):
    conversation = ask(house)
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text="One more thing")
    contact = queries.live_contact(conversation.pk)
    assert (contact.state, contact.reopened, contact.preferred_id) == ("waiting", True, house.amara.pk)


def test_work_taken_back_waits_again_at_its_old_place(house):
    conversation = ask(house)
    opened = queries.live_contact(conversation.pk).opened_at
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    take_back(Actor("system"), house.brand.pk, conversation.pk, reason="silent")
    contact = queries.live_contact(conversation.pk)
    assert (contact.state, contact.opened_at) == ("waiting", opened)
    assert queries.load_of(house.amara.person_id) == (0, 12)


def test_a_customer_can_leave_while_waiting_and_not_after(house):
    conversation = ask(house)
    customer = Actor("customer", conversation.customer_id)
    leave_queue(customer, house.brand.pk, conversation.pk)
    assert Contact.objects.get(conversation=conversation).state == "abandoned"
    with pytest.raises(Refused):
        leave_queue(customer, house.brand.pk, conversation.pk)


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "x" * 8001, "\ud800"])
def test_impossible_text_is_refused_and_nothing_is_kept(house, text):
    conversation = new_conversation(house)
    with pytest.raises(Invalid):
        post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text=text)
    assert Message.objects.count() == 0
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "שלום \u202eabc\u202c", "e\u0301\u0327", "👩‍👩‍👧", "  kept \n as it is "])
def test_text_is_kept_exactly(house, text):
    conversation = ask(house, text)
    assert queries.thread(conversation.pk)[0].text == text


@pytest.mark.proves("L5")
def test_an_expert_sees_only_what_they_hold_or_held(house):
    conversation = ask(house)
    with pytest.raises(Absent):
        access.conversation_for([house.amara], conversation.ref)
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    assert access.conversation_for([house.amara], conversation.ref).pk == conversation.pk
    assert access.conversation_for([house.lena], conversation.ref).pk == conversation.pk
    with pytest.raises(Absent):
        access.conversation_for([house.ben], conversation.ref)
