"""A customer writes, a draft stands beside the composer, its fate is kept; abstentions are honest."""

import pytest

from tandem.core.kit.refusals import Absent, Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.replies.actions import send
from tandem.domain.assistance.suggestions import actions, queries, tasks
from tandem.domain.assistance.suggestions.access import suggestion_for
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.queries.searching import section_text
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.closing import resolve
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.foundation.ai.models import Generation
from tandem.foundation.events.publishing import inline
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, new_conversation, person
from tests.knowing import librarian, reworded, teach

pytestmark = pytest.mark.django_db

STEPS = {
    "MessagePosted": (tasks.draft_reply, tasks.settle_used),
    "ContactResolved": (tasks.ignore_unused,),
    "ArticlePublished": (tasks.withdraw_changed,),
    "ArticleRetired": (tasks.withdraw_changed,),
}
BIKES = Document(
    slug="bicycles",
    title="Bringing a bicycle on board",
    body="## Booking\n\nA bicycle needs a free reservation. Reserve the bicycle space up to 2 hours before"
    " departure.\n\n## Size\n\n"
    "Bicycles up to 2 metres fit the rack.\n",
)
OTHERS = [
    Document(
        slug="refunds",
        title="Refunds for unused tickets",
        body="An unused ticket is refunded in 5 working days.",
    ),
    Document(slug="pets", title="Pets on trains", body="Dogs travel free on a lead."),
    Document(
        slug="food", title="Food and drink", body="The trolley passes every hour with tea and sandwiches."
    ),
    Document(
        slug="wifi",
        title="Wi-Fi and sockets",
        body="Every seat has a socket, and the wireless network is free.",
    ),
]


@pytest.fixture
def house():
    made = make_house()
    with (
        scope(made.scope),
        inline(lambda happened: [step(happened) for step in STEPS.get(happened.kind, ())]),
    ):
        teach(made.brand.pk, [BIKES, *OTHERS])
        yield made


def ask(house, text="Do I need a reservation to bring my bicycle on board?", conversation=None, **values):
    conversation = conversation or new_conversation(house, **values)
    post_message(
        Actor("customer", conversation.customer_id),
        house.brand.pk,
        conversation.pk,
        author="customer",
        text=text,
    )
    return conversation


def answer(house, conversation, text, suggestion=""):
    generation = queries.draft_behind(conversation.pk, suggestion) if suggestion else None
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    return send(
        person(house.amara), house.amara, conversation.pk, text=text, client_id="c1", generation_id=generation
    )


@pytest.mark.proves("R22", "R23", "C22", "L6")
def test_a_draft_quotes_approved_sections_and_leaves_a_provenance_row(house):
    conversation = ask(house)
    desk = queries.suggestion_for_desk(conversation.pk)
    assert (desk.state, desk.fate, desk.fresh, desk.offered) == ("draft", "offered", True, True)
    assert desk.text.startswith("Hello Priya,\n\nA bicycle needs a free reservation.")
    first = desk.references[0]
    assert (first.number, first.title, first.version, first.heading) == (
        1,
        "Bringing a bicycle on board",
        1,
        "Booking",
    )
    row = Suggestion.objects.get()
    for quote in row.citations:
        assert (
            section_text(quote["version_id"], quote["section"])[quote["start"] : quote["end"]]
            == quote["text"]
        )
    generation = Generation.objects.get()
    assert (generation.kind, generation.subject, generation.fate) == (
        "suggestion",
        conversation.ref,
        "offered",
    )
    assert generation.confidence >= 0.6
    assert generation.deployment.startswith("extractive:1+")
    assert all(set(one) == {"article", "version", "section", "start", "end"} for one in generation.evidence)


@pytest.mark.proves("L1")
def test_the_same_message_gets_one_suggestion(house):
    conversation = ask(house)
    message = Suggestion.objects.get().message_id
    assert actions.suggest(house.brand.pk, conversation.pk, message_id=message) is None
    assert (Suggestion.objects.count(), Generation.objects.count()) == (1, 1)


@pytest.mark.proves("R30")
def test_where_no_article_answers_it_says_so(house):
    conversation = ask(house, "Will my sister forgive me for missing her wedding?")
    desk = queries.suggestion_for_desk(conversation.pk)
    assert (desk.text, desk.lines, desk.state in ("none", "sources")) == ("", (), True)
    assert desk.words
    with pytest.raises(Refused, match="only sources"):
        actions.accept(person(house.amara), suggestion_for([house.lena], desk.ref))


def test_thanks_are_no_question(house):
    desk = queries.suggestion_for_desk(ask(house, "ok thanks, bye!").pk)
    assert (desk.reason, desk.words) == (
        "no_question",
        "There is no open question in what the customer wrote last.",
    )


@pytest.mark.proves("R30")
def test_another_language_gets_sources_by_words_and_a_word_on_it(house):
    german = Document(
        slug="fahrrad", title="Fahrräder", body="Ein Fahrrad braucht eine Reservierung.", language="de"
    )
    teach(house.brand.pk, [german])
    desk = queries.suggestion_for_desk(
        ask(house, "Brauche ich für mein Fahrrad eine Reservierung?", language="de").pk
    )
    assert (desk.state, desk.reason, [r.title for r in desk.references]) == (
        "sources",
        "language",
        ["Fahrräder"],
    )


@pytest.mark.proves("R23", "L6")
@pytest.mark.parametrize(
    ("change", "fate", "reason"), [("", "accepted", ""), (" Safe travels!", "edited", "similarity 0.88")]
)
def test_what_is_sent_settles_the_draft(house, change, fate, reason):
    conversation = ask(house)
    desk = queries.suggestion_for_desk(conversation.pk)
    answer(house, conversation, desk.text + change, suggestion=desk.ref)
    generation = Generation.objects.get()
    assert (generation.fate, generation.fate_by_id) == (fate, house.amara.pk)
    assert generation.fate_reason == reason
    assert queries.suggestion_for_desk(conversation.pk).state == "settled"


def test_an_answer_without_the_draft_ignores_it(house):
    conversation = ask(house)
    answer(house, conversation, "Yes, you do.")
    assert Generation.objects.values_list("fate", "fate_reason").get() == ("ignored", "answered without it")


def test_a_newer_message_supersedes_the_offer(house):
    conversation = ask(house)
    ask(house, "And how long can the bicycle be to fit the rack?", conversation=conversation)
    assert list(Generation.objects.order_by("id").values_list("fate", flat=True)) == ["ignored", "offered"]


def test_a_resolved_contact_leaves_nothing_offered(house):
    conversation = ask(house)
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    resolve(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    assert Generation.objects.get().fate_reason == "the contact ended"


@pytest.mark.proves("R23")
def test_a_person_accepts_edits_or_dismisses_once(house):
    mine = person(house.amara)
    conversation = ask(house)
    row = suggestion_for([house.lena], queries.suggestion_for_desk(conversation.pk).ref)
    with pytest.raises(Invalid, match="Choose why"):
        actions.dismiss(mine, row, reason="because")
    assert Generation.objects.get().fate == "offered"
    actions.dismiss(mine, row, reason="tone")
    assert Generation.objects.values_list("fate", "fate_reason", "fate_by").get() == (
        "dismissed",
        "tone",
        house.amara.pk,
    )
    for again in (
        lambda: actions.accept(mine, row),
        lambda: actions.edit(mine, row, text="x"),
        lambda: actions.dismiss(mine, row, reason="tone"),
    ):
        with pytest.raises(Refused, match="already settled"):
            again()
    assert Generation.objects.get().fate == "dismissed"


def test_an_edit_keeps_how_much_is_left(house):
    row = suggestion_for([house.lena], queries.suggestion_for_desk(ask(house).pk).ref)
    actions.edit(person(house.amara), row, text=row.text[: len(row.text) // 2])
    generation = Generation.objects.get()
    assert (generation.fate, generation.fate_reason) == ("edited", "similarity 0.66")


@pytest.mark.proves("R13", "R30")
@pytest.mark.parametrize("how", ["published", "retired"])
def test_a_draft_is_withdrawn_when_its_article_changes(house, how):
    conversation = ask(house)
    author = person(house.jonas)
    article = article_for(author, queries.suggestion_for_desk(conversation.pk).references[0].article)
    if how == "retired":
        retire(librarian(house.brand.pk, "approver"), article, reason="It was wrong.")
    else:
        reworded(article, Document(slug="bicycles", title="Bicycles", body="Folding bicycles only."))
    desk = queries.suggestion_for_desk(conversation.pk)
    assert (desk.state, desk.offered) == ("withdrawn", False)
    assert desk.words == "This draft was withdrawn because its article changed."
    with pytest.raises(Refused, match="after this draft was made"):
        actions.accept(author, suggestion_for([house.lena], desk.ref))


@pytest.mark.proves("L5", "C51")
def test_only_the_people_of_the_conversation_see_it(house):
    conversation = ask(house)
    ref = queries.suggestion_for_desk(conversation.pk).ref
    for member in (house.ben, house.jonas):
        with pytest.raises(Absent, match="no such suggestion"):
            suggestion_for([member], ref)
    with pytest.raises(Absent, match="no such suggestion"):
        suggestion_for([house.lena], "sug_0000000000000000")
    with pytest.raises(Absent):
        queries.draft_behind(new_conversation(house).pk, ref)


def test_nothing_is_made_when_nobody_is_asked(house):
    conversation = ask(house)
    assign(person(house.amara), house.brand.pk, conversation.pk, membership=house.amara)
    send(person(house.amara), house.amara, conversation.pk, text="Hello.", client_id="c2")
    before = Suggestion.objects.count()
    assert (
        actions.suggest(
            house.brand.pk, conversation.pk, message_id=Suggestion.objects.get().message_id + 1000
        )
        is None
    )
    assert Suggestion.objects.count() == before
