"""What people do with a suggestion teaches, once and by reference; what it teaches changes the next one."""

import pytest

from tandem.domain.assistance.precedents import tasks as learning_tasks
from tandem.domain.assistance.precedents.actions.noting import note, note_quoted
from tandem.domain.assistance.precedents.models import Precedent
from tandem.domain.assistance.precedents.queries import likening
from tandem.domain.assistance.precedents.queries.likening import like
from tandem.domain.assistance.replies.actions import send
from tandem.domain.assistance.suggestions import actions, tasks
from tandem.domain.assistance.suggestions.access import suggestion_for
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.usage.actions.flagging import flag
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.models import Message
from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.events.publishing import inline
from tandem.foundation.tenancy.models import Brand
from tests.cast import person
from tests.domain.precedents.conftest import LATER, NEW, approver, ask, ref_of, settle_many, trained

STEPS = {
    "MessagePosted": (tasks.draft_reply, tasks.settle_used),
    "SuggestionSettled": (tasks.learn_from_fate,),
    "ArticleFlagged": (learning_tasks.note_flagged,),
}
SURE = "You can return a lamp. Send the lamp back?"  # near enough for a draft


@pytest.fixture
def events():
    seen = []

    def follow(happened):
        seen.append(happened)
        for step in STEPS.get(happened.kind, ()):
            step(happened)

    with inline(follow):
        yield seen


def offered(house, text=SURE):
    conversation = ask(house, text)
    return suggestion_for([house.lena], Suggestion.objects.get(conversation=conversation).ref)


def taught():
    return [(row.kind, row.cause, row.articles) for row in Precedent.objects.order_by("id")]


def lead(suggestion):
    return (suggestion.citations or suggestion.sources)[0]["article"]


def answer(house, suggestion, text):
    assign(person(house.amara), house.brand.pk, suggestion.conversation_id, membership=house.amara)
    send(person(house.amara), house.amara, suggestion.conversation_id, text=text, client_id="c1", generation_id=None)


@pytest.mark.proves("R22")
def test_a_draft_that_is_taken_teaches_that_its_article_was_right_once(house, events):
    suggestion = offered(house)
    actions.accept(person(house.amara), suggestion)
    assert taught() == [("right", "accepted", [ref_of("lamp")])]
    row = Precedent.objects.get()
    assert (row.message_id, row.by_id, row.key) == (suggestion.message_id, house.amara.pk, f"settled:{suggestion.ref}")
    tasks.learn_from_fate(next(one for one in events if one.kind == "SuggestionSettled"))
    assert Precedent.objects.count() == 1


@pytest.mark.parametrize(
    ("settle", "expected"),
    [
        (lambda by, made: actions.dismiss(by, made, reason="not_asked"), [("wrong", "dismissed")]),
        (lambda by, made: actions.dismiss(by, made, reason="tone"), []),
        (lambda by, made: actions.edit(by, made, text=made.text + " Bye!"), [("right", "edited")]),
        (lambda by, made: actions.edit(by, made, text="Nope."), []),
    ],
)
def test_what_other_fates_teach(house, events, settle, expected):
    suggestion = offered(house)
    settle(person(house.amara), suggestion)
    assert taught() == [(*one, [ref_of("lamp")]) for one in expected]


@pytest.mark.proves("R30")
def test_words_of_ones_own_where_nothing_was_found_say_that_nobody_could_answer(house, events):
    suggestion = offered(house, "Will my sister forgive me for missing her wedding?")
    answer(house, suggestion, "I am sure she will.")
    assert taught() == [("unanswered", "own_words", [])]


def test_an_article_flagged_in_a_conversation_was_wrong_for_what_was_asked(house, events):
    suggestion = offered(house)
    article = article_for(approver(house), ref_of("lamp"))
    flag(person(house.amara), article, version=1, about="wrong", reason="We take no lamps.", conversation=suggestion.conversation.ref)
    assert taught() == [("wrong", "flagged", [ref_of("lamp")])]


@pytest.mark.proves("L6")
def test_simulated_people_teach_in_demo_brands_alone(house, events):
    Person.objects.filter(pk=house.amara.person_id).update(simulated=True)
    first = ask(house, SURE)
    assert note_quoted(person(house.amara), house.brand.pk, first.ref, article=ref_of("lamp"))
    Brand.objects.filter(pk=house.brand.pk).update(is_demo=False)
    assert not note_quoted(person(house.amara), house.brand.pk, ask(house, SURE).ref, article=ref_of("lamp"))
    assert note_quoted(person(house.ben), house.brand.pk, ask(house, SURE).ref, article=ref_of("lamp"))
    assert [row.by_id for row in Precedent.objects.order_by("id")] == [house.amara.pk, house.ben.pk]


@pytest.mark.proves("R22", "L6")
def test_a_suggestion_after_training_stands_on_the_article_that_was_learnt_and_says_so(house, events):
    with inline(lambda happened: None):
        settle_many(house)
    before = offered(house, LATER)
    trained(house)
    after = offered(house, LATER)
    assert (lead(before), before.generation.deployment.count("ranker")) == (ref_of(NEW), 0)
    assert lead(after) == ref_of(f"{NEW}-terms")
    assert after.generation.deployment.endswith("+ranker:1")


@pytest.mark.proves("R13", "R22")
def test_precedents_make_an_article_surer_and_never_bring_one_back(house, events, monkeypatch):
    monkeypatch.setattr(likening, "ENOUGH_PRECEDENTS", 80)
    with inline(lambda happened: None):
        settle_many(house)
        asked = "How do I return my lamp?"
        assert like(house.brand.pk, asked, [ref_of("lamp-terms")]) is None  # nobody was ever left without an answer
        for n in range(10):
            message = Message.objects.get(conversation=ask(house, f"Does the moon shine in month {n} of the year?"))
            note(house.brand.pk, message.pk, kind="unanswered", cause="own_words", articles=[], key=f"own:{n}", by=house.ben.pk, at=clock.now())
    terms, page = like(house.brand.pk, asked, [ref_of("lamp-terms"), ref_of("lamp")])
    assert terms[0] > 0.7
    assert (page[0], page[1]) == (0.0, 0.0)
    suggestion = offered(house, asked)
    assert ref_of("lamp-terms") in suggestion.articles
    assert suggestion.generation.deployment.endswith("+precedents")
    retire(approver(house), article_for(approver(house), ref_of("lamp-terms")), reason="No more")
    assert ref_of("lamp-terms") not in offered(house, asked).articles
