"""Questions that no article answers become gaps, which people fill or dismiss; good answers become proposals."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tandem.core.kit.refusals import Absent, Forbidden, Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.measures import Cited
from tandem.domain.assistance.gaps import tasks
from tandem.domain.assistance.gaps.access import gap_for
from tandem.domain.assistance.gaps.actions.filling import begin_article, dismiss
from tandem.domain.assistance.gaps.actions.gathering import close_covered, gather
from tandem.domain.assistance.gaps.actions.learning import propose_answers, propose_ends
from tandem.domain.assistance.gaps.actions.noting import note_search, note_shown, note_unfound, note_unused
from tandem.domain.assistance.gaps.models import Gap, GapDraft, GapEnd, Question
from tandem.domain.assistance.gaps.queries.covering import Cover, coverage_by_topic
from tandem.domain.assistance.gaps.queries.listing import count_open, open_gaps
from tandem.domain.assistance.replies.actions import send
from tandem.domain.assistance.suggestions import tasks as suggesting
from tandem.domain.assistance.suggestions.facts import coverage_by_queue
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.discussions.models import Proposal
from tandem.domain.knowledge.usage.actions.counting import Place, count, count_reopened
from tandem.domain.knowledge.usage.actions.flagging import flag
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.closing import resolve
from tandem.domain.service.conversations.actions.marking import answer_survey
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.foundation import clock
from tandem.foundation.events.publishing import inline
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, new_customer, person
from tests.domain.suggestions.test_suggestions import BIKES, OTHERS
from tests.knowing import in_force, librarian, released, teach

pytestmark = pytest.mark.django_db
STEPS = {"MessagePosted": (suggesting.draft_reply,), "SuggestionMade": (tasks.note_thin,), "ArticleFlagged": (tasks.note_flagged,)}
SCOOTERS = (
    "Can I take my electric scooter on the train?",
    "Are electric scooters allowed on board the train?",
    "I want to bring an electric scooter on the train, is that ok?",
    "Is my electric scooter allowed on your trains? Mail me at priya@mail.example",
)
OWN = "Electric scooters may come along when they are folded and switched off. Keep them near, never charge them on board. Priya, have a safe trip. Amara"


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope), inline(lambda happened: [step(happened) for step in STEPS.get(happened.kind, ())]):
        teach(made.brand.pk, [BIKES, *OTHERS])
        yield made


def ask(house, text):
    conversation = new_conversation(house, new_customer(house))
    post_message(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, author="customer", text=text)
    return conversation


def asked_of_scooters(house):
    return [ask(house, text) for text in SCOOTERS]


def gap_of_scooters(house):
    asked_of_scooters(house)
    gather(house.brand.pk)
    return Gap.objects.get()


@pytest.mark.proves("R17", "L10")
def test_questions_without_an_article_become_a_gap_with_masked_examples(house):
    asked_of_scooters(house)
    ask(house, "Do I need a reservation to bring my bicycle on board?")
    assert gather(house.brand.pk) == 1
    row = open_gaps()[0]
    assert (row.questions, row.last_week, row.week_before, row.sources) == (4, 4, 0, (("thin", 4),))
    assert {"electric", "scooter"} <= {word.rstrip("s") for word in row.title.lower().split(", ")}
    assert len(row.examples) == 3
    assert not any("priya" in example.lower() for example in row.examples)
    assert (gather(house.brand.pk), count_open()) == (0, 1)


def test_no_words_are_kept_beside_the_message(house):
    asked_of_scooters(house)
    note_unfound(house.brand.pk, text="electric scooters on trains", language="en", key="visit")
    texts = {field.name for field in Question._meta.concrete_fields if field.get_internal_type() == "TextField"}
    assert texts == set()
    assert Question.objects.get(source="help").message_id is None


def test_a_message_and_a_visit_count_once(house):
    ask(house, SCOOTERS[0])
    question = Question.objects.get()
    for _ in range(2):
        note_unfound(house.brand.pk, text="scooter", language="en", key="v1")
    tasks.note_thin(_happened(house, question))
    assert Question.objects.count() == 2
    assert note_unfound(house.brand.pk, text="  ", language="en", key="v2") is False


def _happened(house, question):
    made = Suggestion.objects.get(message_id=question.message_id)
    return SimpleNamespace(brand_id=house.brand.pk, data={"suggestion": made.ref, "abstained": True})


def test_an_expert_who_searches_in_vain_notes_what_was_asked(house):
    conversation = ask(house, "Do I need a reservation to bring my bicycle on board?")
    assert note_search(house.brand.pk, conversation.ref, wanted="bicy") is False
    assert note_search(house.brand.pk, conversation.ref, wanted="tandem bicycle in the night") is True
    assert note_search(house.brand.pk, conversation.ref, wanted="tandem bicycle in the night train") is False
    assert [row.source for row in Question.objects.all()] == ["searched"]


def test_a_farewell_is_no_question(house):
    conversation = ask(house, "Brilliant, much easier than I feared. Thanks")
    tasks.note_flagged(SimpleNamespace(brand_id=house.brand.pk, data={"flag": "none"}))
    assert note_search(house.brand.pk, conversation.ref, wanted="brilliant easier feared") is False
    assert Question.objects.count() == 0


def test_later_questions_join_the_gap(house):
    gap = gap_of_scooters(house)
    ask(house, "May I board the train with an electric scooter?")
    assert (gather(house.brand.pk), Question.objects.filter(gap=gap).count()) == (0, 5)


def test_a_flag_notes_what_the_customer_asked(house):
    conversation = ask(house, "Do I need a reservation to bring my bicycle on board?")
    assert Question.objects.count() == 0
    article = in_force(house.brand.pk, Document(slug="extra", title="Extra", body="Something else."))
    flag(person(house.amara), article, version=1, about="wrong", reason="Not so.", conversation=conversation.ref)
    assert [row.source for row in Question.objects.all()] == ["flagged"]


@pytest.mark.proves("R19")
def test_an_article_begun_from_a_gap_closes_it_when_later_questions_are_answered(house):
    gap = gap_of_scooters(house)
    text = "Electric scooters are allowed on the train when folded. An electric scooter travels on board for free."
    article = begin_article(librarian(house.brand.pk, "author"), gap, wording=Document(slug="scooters", title="Electric scooters on trains", body=text))
    assert GapDraft.objects.get().article == article
    assert close_covered(house.brand.pk) == 0
    released(article)
    for words in (*SCOOTERS, "May I board the train with an electric scooter?"):
        ask(house, words)
    assert close_covered(house.brand.pk) == 1
    end = GapEnd.objects.get()
    assert (end.covered, end.article, end.asked, end.by_id) == (True, article, 5, None)
    assert (end.answered >= 4, count_open(), close_covered(house.brand.pk)) == (True, 0, 0)


def test_a_gap_is_dismissed_with_a_reason_by_who_keeps_the_knowledge(house):
    gap = gap_of_scooters(house)
    with pytest.raises(Absent):
        gap_for(person(house.amara), gap.ref)
    with pytest.raises(Forbidden):
        dismiss(person(house.amara), gap, reason="No.")
    with pytest.raises(Invalid):
        dismiss(librarian(house.brand.pk, "author"), gap, reason="")
    assert (GapEnd.objects.count(), count_open()) == (0, 1)
    dismiss(librarian(house.brand.pk, "author"), gap_for(person(house.lena), gap.ref), reason="We do not answer this.")
    with pytest.raises(Refused, match="decided this already"):
        dismiss(librarian(house.brand.pk, "author"), gap, reason="Again.")
    assert (GapEnd.objects.count(), open_gaps()) == (1, ())


def answered(house, conversation, text, *, score=5, disposition="solved"):
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    send(person(house.amara), house.amara, conversation.pk, text=text, client_id="a1")
    resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara, disposition=disposition)
    answer_survey(Actor("customer", conversation.customer_id), house.brand.pk, conversation.pk, score=score)


@pytest.mark.proves("R18", "R19")
def test_the_best_answer_of_an_expert_becomes_a_proposal_with_its_author(house):
    conversations = asked_of_scooters(house)
    answered(house, conversations[0], OWN)
    gather(house.brand.pk)
    assert (propose_answers(house.brand.pk), propose_answers(house.brand.pk)) == (1, 0)
    row = Proposal.objects.get()
    assert (row.kind, row.source, row.by, row.conversation) == ("new", "answer", house.amara, conversations[0].ref)
    assert row.wording == OWN.replace("Priya", "[name]").replace("Amara", "[name]")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (OWN, {"score": 3}),
        (OWN, {"disposition": "no_reply"}),
        ("Yes, you may.", {}),
        (OWN + " Which train is it?", {}),
        ("A bicycle needs a free reservation. Reserve the bicycle space up to 2 hours before departure. The same holds for a scooter, I think.", {}),
        (f"Carriages are cleaned at night. {OWN}", {}),  # five words of the article below
    ],
)
def test_what_did_not_serve_or_came_from_an_article_is_not_proposed(house, text, values):
    teach(house.brand.pk, [Document(slug="clean", title="Electric scooters and clean carriages", body="Carriages are cleaned at night.")])
    conversations = asked_of_scooters(house)
    answered(house, conversations[0], text, **values)
    gather(house.brand.pk)
    assert (propose_answers(house.brand.pk), Proposal.objects.count()) == (0, 0)


def test_an_answer_that_was_reopened_is_not_proposed(house):
    conversations = asked_of_scooters(house)
    answered(house, conversations[0], OWN)
    with clock.on(clock.VirtualClock(clock.now() + timedelta(hours=2))):
        post_message(Actor("customer", conversations[0].customer_id), house.brand.pk, conversations[0].pk, author="customer", text="They threw me out!")
    gather(house.brand.pk)
    assert propose_answers(house.brand.pk) == 0


@pytest.mark.proves("R18")
def test_an_article_whose_uses_do_not_hold_is_proposed_to_end_once(house):
    article = in_force(house.brand.pk, Document(slug="bad", title="Bad advice", body="Just wait."))
    old = clock.now() - timedelta(days=9)
    for n in range(24):
        count(house.brand.pk, [Cited(article.ref, 1)], kinds=("shown", "used"), key=f"s{n}", place=Place("desk", "chat", f"cnv{n}"), at=old)
        if n % 4:
            count_reopened(house.brand.pk, [f"cnv{n}"], contact=f"con{n}", at=old + timedelta(days=1))
    assert (propose_ends(house.brand.pk), propose_ends(house.brand.pk)) == (1, 0)
    row = Proposal.objects.get()
    assert (row.kind, row.article, row.reason) == ("retire", article, "Of 24 uses 25% held (12% to 45%): customers came back, complained, or it was wrong.")


@pytest.mark.proves("R17")
def test_coverage_is_said_by_queue(house):
    ask(house, SCOOTERS[0])
    ask(house, "Do I need a reservation to bring my bicycle on board?")
    assert coverage_by_queue(clock.now() - timedelta(days=1)) == [("General", 2, 1)]


@pytest.mark.proves("R17")
def test_coverage_is_said_by_topic_with_the_articles_that_bear_it(house):
    teach(house.brand.pk, [Document(slug="rides", title="Bikes and more", body="Bikes ride in the last carriage.", topics=("Bikes",))])
    bikes = [ask(house, "Do I need a reservation to bring my bicycle on board?") for _ in range(2)]
    for conversation, topic in [(ask(house, SCOOTERS[0]), "scooters"), (bikes[0], "refunds"), (bikes[0], "bikes"), (bikes[1], "bikes")]:
        state_matter(person(house.amara), house.brand.pk, conversation.pk, topic=topic)
    article = in_force(house.brand.pk, Document(slug="note", title="A note", body="Ask the guard."))
    place = Place("desk", "chat", bikes[0].ref)
    count(house.brand.pk, [Cited(article.ref, 1)], kinds=("shown", "used"), key="s1", place=place, at=clock.now())
    since = clock.now() - timedelta(days=28)
    assert coverage_by_topic(since) == (Cover("bikes", 2, 2, 1, 1), Cover("scooters", 1, 0, 0, 0))
    assert coverage_by_topic(clock.now() + timedelta(seconds=1)) == ()


def test_topics_that_differ_in_capitals_alone_are_one_topic(house):
    teach(house.brand.pk, [Document(slug="rides", title="Bikes and more", body="Bikes ride in the last carriage.", topics=("Bikes", "bikes"))])
    for topic in ("bikes", "Refund", "refund", "Bikes", "refund"):
        state_matter(person(house.amara), house.brand.pk, ask(house, SCOOTERS[0]).pk, topic=topic)
    assert coverage_by_topic(clock.now() - timedelta(days=1)) == (Cover("refund", 3, 0, 0, 0), Cover("bikes", 2, 0, 0, 1))


@pytest.mark.proves("R17")
@pytest.mark.parametrize("is_taken", [True, False])
def test_an_answer_from_the_draft_leaves_no_gap_although_its_search_was_not_used(house, is_taken):
    conversation = ask(house, "Do I need a reservation to bring my bicycle on board?")
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    note_shown(house.brand.pk, conversation.ref, wanted="bicycle on board reservation", by=house.amara.pk)
    draft = Suggestion.objects.get(abstained=False)
    send(person(house.amara), house.amara, conversation.pk, text=draft.text, client_id="", generation_id=draft.generation_id if is_taken else None)
    assert note_unused(house.brand.pk, conversation.pk) is not is_taken
    assert Question.objects.filter(source="unused").exists() is not is_taken


def test_one_look_waits_however_much_is_asked(house):
    from django.db import connection

    from tandem.domain.knowledge.contradictions.tasks import look_again

    for _ in range(3):
        happened = SimpleNamespace(brand_id=house.brand.pk, data={})
        tasks.gather_soon(happened)
        look_again(happened)
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock FROM procrastinate_jobs ORDER BY 1")
        assert [row[0] for row in cursor.fetchall()] == [f"contradictions-{house.brand.pk}", f"gaps-{house.brand.pk}"]
