"""Withdrawn means withdrawn: no draft goes out whose article changed meanwhile, by whatever door and in whichever order."""

import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection, connections, transaction

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.replies.actions import send
from tandem.domain.assistance.suggestions import actions, queries, tasks
from tandem.domain.assistance.suggestions.access import suggestion_for
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.releases.actions.publishing import renew
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.domain.service.conversations.models import Message
from tandem.foundation import clock
from tandem.foundation.ai.models import Generation
from tandem.foundation.events.publishing import inline
from tandem.foundation.tenancy.scope import scope, writing_in
from tests.cast import make_house, new_conversation, person
from tests.domain.suggestions.test_suggestions import BIKES, OTHERS, ask
from tests.knowing import librarian, reworded, teach
from tests.ruling import ruled


def drafted_house():
    """A house in which Amara holds a question with a draft beside it; nobody follows events."""
    house = make_house()
    with scope(house.scope):
        teach(house.brand.pk, [BIKES, *OTHERS])
        conversation = ask(house)
        assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
        made = actions.suggest(house.brand.pk, conversation.pk, message_id=Message.objects.get(author="customer").pk)
        assert made is not None
        assert not made.abstained
    return house, conversation, made


def article_behind(house, made):
    return article_for(librarian(house.brand.pk, "approver"), made.citations[0]["article"])


def retired(house, made):
    retire(librarian(house.brand.pk, "approver"), article_behind(house, made), reason="It was wrong.")


def replaced(house, made):
    reworded(article_behind(house, made), Document(slug="bicycles", title="Bicycles", body="Folding bicycles only."))


def narrowed(house, made):
    state_matter(person(house.amara), house.brand.pk, made.conversation_id, plans=["basic"])


def sending(house, made, *, client_id="c1", generation=True):
    return send(
        person(house.amara), house.amara, made.conversation_id, text=made.text, client_id=client_id,
        generation_id=made.generation_id if generation else None,
    )  # fmt: skip


def sent():
    return list(Message.objects.filter(author="expert").values_list("text", "generation_id"))


@pytest.mark.django_db
@pytest.mark.proves("R13", "R30", "L6")
@pytest.mark.parametrize(("change", "said"), [(retired, "was retired after"), (replaced, "was reworded after")])
def test_a_draft_whose_article_changed_does_not_go_out(change, said):
    house, _, made = drafted_house()
    with scope(house.scope):
        change(house, made)
        with pytest.raises(Refused, match=said) as refusal:
            sending(house, made)
        assert refusal.value.code == "draft_withdrawn"
        assert sent() == []
        for use in (actions.accept, lambda actor, one: actions.edit(actor, one, text="x")):
            with pytest.raises(Refused, match=said):
                use(person(house.amara), suggestion_for([house.amara], made.ref))
        assert Generation.objects.get().fate == "offered"
        assert queries.suggestion_for_desk(made.conversation_id).state == "withdrawn"  # before anybody wrote it down
        sending(house, made, generation=False)  # the expert's own words, without the draft's provenance
        assert sent() == [(made.text, None)]


@pytest.mark.django_db
@pytest.mark.proves("R13")
def test_an_expired_article_is_not_quoted_even_before_the_sweep():
    with clock.on(clock.VirtualClock(datetime(2026, 3, 2, 10, tzinfo=UTC))) as time:
        house, _, made = drafted_house()
        with scope(house.scope):
            renew(librarian(house.brand.pk, "approver"), article_behind(house, made), expires_at=clock.now() + timedelta(seconds=60))
            time.advance(61)
            with pytest.raises(Refused, match="has expired"):
                sending(house, made)
            assert sent() == []


@pytest.mark.django_db
@pytest.mark.proves("L1")
def test_the_same_words_sent_again_are_the_same_message_whatever_changed_since():
    house, _, made = drafted_house()
    with scope(house.scope):
        first = sending(house, made)
        retired(house, made)
        again = sending(house, made)
        assert (again.id, again.replayed, len(sent())) == (first.id, True, 1)
        actions.withdraw(made.citations[0]["article"])
        assert Generation.objects.get().fate == "offered"  # it went out while it was approved: not withdrawn


def gold_house():
    """A house in which Amara has a draft that applies to the gold plan alone."""
    house = make_house()
    body = "You need no reservation to bring your bicycle on board."
    gold = Document(slug="gold", title="Bringing a bicycle on board", body=body, applies=Applicability(plans=("gold",)))
    with scope(house.scope):
        teach(house.brand.pk, [gold, *OTHERS])
        conversation = new_conversation(house)
        state_matter(person(house.amara), house.brand.pk, conversation.pk, plans=["gold"])
        ask(house, conversation=conversation)
        assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
        made = actions.suggest(house.brand.pk, conversation.pk, message_id=Message.objects.get(author="customer").pk)
    return house, conversation, made


@pytest.mark.django_db
@pytest.mark.proves("R13")
def test_a_draft_for_one_plan_does_not_go_out_for_another():
    house, _, made = gold_house()
    with scope(house.scope):
        narrowed(house, made)
        with pytest.raises(Refused, match="does not apply"):
            sending(house, made)
        assert sent() == []


@pytest.mark.django_db
@pytest.mark.proves("R13")
def test_a_macro_for_one_plan_does_not_go_out_for_another():
    house, conversation, _ = gold_house()
    with scope(house.scope):
        macro = ruled(house.brand.pk, "macro", {"text": "Gold rides free."}, title="Gold", applies=Applicability(plans=("gold",)))
        reply = partial(send, person(house.amara), house.amara, conversation.pk, text="Gold rides free.", macros=[(macro.ref, 1)])
        assert reply(client_id="c1").replayed is False
        state_matter(person(house.amara), house.brand.pk, conversation.pk, plans=["basic"])
        with pytest.raises(Refused, match="“Gold” does not apply") as refusal:
            reply(client_id="c2")
        assert refusal.value.code == "macro_withdrawn"
        assert sent() == [("Gold rides free.", None)]


@pytest.mark.django_db
@pytest.mark.proves("R13", "R22")
def test_a_restated_matter_makes_the_suggestion_anew_once():
    house = make_house()
    plans = [
        Document(slug=plan, title="Bringing a bicycle on board: reservation", body=body, applies=Applicability(plans=(plan,)))
        for plan, body in (("gold", "You need no reservation to bring your bicycle on board."), ("basic", "You need a reservation for your bicycle."))
    ]
    with scope(house.scope), inline(lambda happened: tasks.restate(happened) if happened.kind == "MatterStated" else None):
        teach(house.brand.pk, [*plans, *OTHERS])
        conversation = ask(house)
        assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
        message = Message.objects.get(author="customer").pk
        assert actions.suggest(house.brand.pk, conversation.pk, message_id=message).abstained
        state_matter(person(house.amara), house.brand.pk, conversation.pk, plans=["Gold"])
        assert "no reservation" in queries.suggestion_for_desk(conversation.pk).text
        assert list(Generation.objects.order_by("id").values_list("fate", "fate_reason")) == [("withdrawn", "made anew"), ("offered", "")]
        assert actions.suggest(house.brand.pk, conversation.pk, message_id=message) is None
        assert Suggestion.objects.filter(message_id=message, withdrawn_at=None).count() == 1


@pytest.mark.proves("R13", "R30", "L6")
@pytest.mark.parametrize("first", ["retirement", "reply"])
def test_a_retirement_and_a_reply_at_once_come_one_after_the_other(committed, first):
    """Whoever holds the article first is waited for: either nothing goes out, or it went out while it was approved."""
    house, _, made = drafted_house()
    mine, theirs = (retired, sending) if first == "retirement" else (sending, retired)
    assert at_once(house, made, mine, theirs) == (["draft_withdrawn"] if first == "retirement" else ["done"])
    with scope(house.scope):
        assert len(sent()) == (0 if first == "retirement" else 1)
        assert article_behind(house, made).state == "retired"


@pytest.mark.proves("R13", "L6")
@pytest.mark.parametrize("first", ["statement", "reply"])
def test_a_matter_stated_and_a_reply_at_once_come_one_after_the_other(committed, first):
    """Whoever has the conversation first is waited for: a draft for one plan does not slip out as another plan is stated."""
    house, _, made = gold_house()

    def checked_alone(house, made):
        with writing_in(house.brand.pk):
            queries.check_stands(made.generation_id)  # what `send` asks, before it writes anything

    mine, theirs = (narrowed, sending) if first == "statement" else (checked_alone, narrowed)
    assert at_once(house, made, mine, theirs) == (["draft_withdrawn"] if first == "statement" else ["done"])
    with scope(house.scope):
        assert sent() == []


def at_once(house, made, mine, theirs):
    """One acts and has not committed when another does the other; what the other was told, once the first was done."""
    began, told = threading.Event(), []

    def other():
        try:
            with scope(house.scope):
                began.set()
                theirs(house, made)
                told.append("done")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    with scope(house.scope):
        mine(house, made)
        thread = threading.Thread(target=other)
        thread.start()
        assert began.wait(10)
        waits = _waits_for_a_lock()
        assert told == []  # it waits for this transaction
    thread.join(10)
    assert waits
    return told


@pytest.mark.proves("R13", "R30")
def test_a_process_that_had_the_article_in_memory_does_not_suggest_it(committed, monkeypatch):
    """It is retired between the search and the writing: the suggestion is made anew from what holds."""
    house = make_house()
    with scope(house.scope):
        teach(house.brand.pk, [BIKES, *OTHERS])
        conversation = ask(house)
    find, first = actions.answer_to, []

    def slow(*args, **values):
        made = find(*args, **values)
        if not first:
            first.append(made)
            article = made.quotes[0].citation.article

            def withdraw():
                with scope(house.scope):
                    by = librarian(house.brand.pk, "approver")
                    retire(by, article_for(by, article), reason="It was wrong.")
                connections.close_all()

            thread = threading.Thread(target=withdraw)
            thread.start()
            thread.join(20)
            assert not thread.is_alive()
        return made

    monkeypatch.setattr(actions, "answer_to", slow)
    with scope(house.scope):
        made = actions.suggest(house.brand.pk, conversation.pk, message_id=Message.objects.get().pk)
        assert made is not None
        assert first[0].quotes[0].citation.article not in made.articles


def _waits_for_a_lock() -> bool:
    """Whether another connection of this database comes to wait for a lock."""
    for _ in range(500):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
            cursor.execute("SELECT pg_sleep(0.02)")
    return False
