"""What an expert quotes from the desk's search teaches it what the question needed."""

import pytest

from tandem.domain.assistance.gaps.actions import noting
from tandem.domain.assistance.gaps.models import Question, Search
from tandem.domain.assistance.gaps.tasks import note_unused
from tandem.domain.assistance.precedents.models import Precedent
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.usage.models import Fact
from tandem.domain.service.conversations.models import Conversation, Message
from tandem.domain.service.conversations.queries.asked import last_asked
from tandem.foundation.events.publishing import inline
from tandem.foundation.tenancy.scope import scope
from tests.knowing import librarian
from tests.web.desk.acting import HX, at, held, say, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(house, bicycles):
    conversation = held(house, house.amara, "May I bring a bicycle on board?")
    return house, f"/desk/c/{conversation.ref}/articles", bicycles


def conversation_of(house):
    with scope(house.scope):
        return Conversation.objects.get()


@pytest.mark.proves("R17", "R22")
def test_a_quotation_counts_once_for_the_question_it_answers(place):
    house, path, article = place
    page = at(house.amara).get(path, {"q": "bicycle"}, headers=HX).content.decode()
    assert f'data-quoted="{path}/{article}/quotations"' in page
    for _ in range(2):
        assert at(house.amara).post(f"{path}/{article}/quotations").status_code == 204
    with scope(house.scope):
        row = Precedent.objects.get()
        assert (row.kind, row.cause, row.articles, row.by_id) == ("right", "quoted", [article], house.amara.pk)
        assert row.message.text == "May I bring a bicycle on board?"


def test_who_does_not_hold_it_or_names_no_article_teaches_nothing(place):
    house, path, article = place
    assert at(house.ben).post(f"{path}/{article}/quotations").status_code == 404
    assert at(house.lena).post(f"{path}/{article}/quotations").status_code == 409
    assert at(house.amara).post(f"{path}/art_nothing/quotations").status_code == 404
    with scope(house.scope):
        assert Precedent.objects.count() == 0


def names(page):
    return page.split('data-quote="')[1].split('"')[0]


def facts():
    return list(Fact.objects.order_by("kind").values_list("kind", "surface", "version__number"))


@pytest.mark.proves("R17", "R41", "C22")
def test_a_quotation_is_used_once_its_words_are_sent(place):
    house, path, article = place
    client, conversation = at(house.amara), conversation_of(house)
    quoted = names(client.get(path, {"q": "bicycle"}, headers=HX).content.decode())
    assert quoted == f"{article}:1"
    client.post(f"{path}/{article}/quotations")
    with scope(house.scope):
        assert facts() == []
    for _ in range(2):
        assert say(client, conversation, "“Reserve 2 hours before.” (Bicycles, version 1)", quotes=quoted).status_code == 204
    with scope(house.scope):
        assert facts() == [("shown", "search", 1), ("used", "search", 1)]
        assert Fact.objects.first().section.startswith("sec_")
        assert Message.objects.get(author="expert").facts == {"quotes": [[article, 1]]}


def test_words_that_were_taken_out_again_are_no_use(place):
    house, _, article = place
    say(at(house.amara), conversation_of(house), "I will ask my team.", quotes=f"{article}:1")
    with scope(house.scope):
        assert facts() == []
        assert Message.objects.get(author="expert").facts == {}


@pytest.mark.proves("R13", "L6")
def test_an_article_that_was_retired_is_not_quoted_to_a_customer(place):
    house, _, article = place
    with scope(house.scope):
        by = librarian(house.brand.pk, "approver")
        retire(by, article_for(by, article), reason="It was wrong.")
    answer = say(at(house.amara), conversation_of(house), "“Reserve 2 hours before.”", quotes=f"{article}:1")
    assert answer.status_code == 409
    assert "“Bicycles” was changed since you quoted it" in answer.content.decode()
    with scope(house.scope):
        assert not Message.objects.filter(author="expert").exists()
    assert say(at(house.amara), conversation_of(house), "I will ask my team.", quotes=f"{article}:1").status_code == 204


@pytest.mark.parametrize("quotes", ["art_1", "art_1:x", "art_1:1 " * 21])
def test_a_quotation_that_nobody_understands_is_refused(place, quotes):
    house, _, _ = place
    assert say(at(house.amara), conversation_of(house), "Hello.", quotes=quotes).status_code == 422
    with scope(house.scope):
        assert not Message.objects.filter(author="expert").exists()


@pytest.mark.proves("R17")
@pytest.mark.parametrize("use", ["nothing", "opened", "quoted"])
def test_a_search_that_showed_something_nobody_used_is_a_weak_sign(place, use):
    house, path, article = place
    client, conversation = at(house.amara), conversation_of(house)
    with inline(lambda happened: note_unused(happened) if happened.kind == "ContactResolved" else None):
        for wanted in ("may I bring bicycles", "may I bring bicycles early"):
            client.get(path, {"q": wanted}, headers=HX)
        if use == "opened":
            assert client.get(f"{path}/{article}/1", headers=HX).status_code == 200
        elif use == "quoted":
            client.post(f"{path}/{article}/quotations")
        client.post(f"/desk/c/{conversation.ref}/closure", {"disposition": "solved"}, **HX)
    with scope(house.scope):
        assert Search.objects.count() == 1
        assert [row.source for row in Question.objects.all()] == (["unused"] if use == "nothing" else [])


def test_what_says_it_louder_takes_its_place(place):
    house, path, _ = place
    conversation = conversation_of(house)
    at(house.amara).get(path, {"q": "may I bring bicycles"}, headers=HX)
    with scope(house.scope):
        assert noting.note_unused(house.brand.pk, conversation.pk)
        assert not noting.note_unused(house.brand.pk, conversation.pk)
        for _ in range(2):
            assert not noting.note(house.brand.pk, last_asked(conversation.ref), source="flagged")
        assert [row.source for row in Question.objects.all()] == ["flagged"]


@pytest.mark.proves("R17")
def test_what_is_used_is_what_the_newest_search_showed(place):
    """Opened, then quoted: one use of one search, and the earlier question's search stays unused."""
    house, path, article = place
    client, conversation = at(house.amara), conversation_of(house)
    client.get(path, {"q": "may I bring bicycles"}, headers=HX)
    say(client, conversation)
    write(house, conversation, "And is there a fee for a bicycle on board?")
    client.get(path, {"q": "fee for a bicycle"}, headers=HX)
    client.get(f"{path}/{article}/1", headers=HX)
    client.post(f"{path}/{article}/quotations")
    with scope(house.scope):
        assert [(one.message.text, hasattr(one, "use")) for one in Search.objects.order_by("id")] == [
            ("May I bring a bicycle on board?", False), ("And is there a fee for a bicycle on board?", True),
        ]  # fmt: skip
        assert noting.note_unused(house.brand.pk, conversation.pk)
        assert Question.objects.get().message.text == "May I bring a bicycle on board?"


@pytest.mark.proves("R17")
@pytest.mark.parametrize(("text", "is_drawn"), [("“Reserve 2 hours before.”", True), ("Yes, you may.", False)])
def test_an_answer_that_quotes_leaves_no_gap_although_its_search_was_not_used(place, text, is_drawn):
    house, path, article = place
    client, conversation = at(house.amara), conversation_of(house)
    client.get(path, {"q": "may I bring bicycles"}, headers=HX)
    assert say(client, conversation, text, quotes=f"{article}:1").status_code == 204
    with scope(house.scope):
        assert noting.note_unused(house.brand.pk, conversation.pk) is not is_drawn


def test_who_only_looks_on_is_no_sign(place):
    house, path, _ = place
    at(house.lena).get(path, {"q": "may I bring bicycles"}, headers=HX)
    with scope(house.scope):
        assert Search.objects.count() == 0
