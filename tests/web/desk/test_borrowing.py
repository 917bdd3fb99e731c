"""What was put into a reply counts as far as its words stand there: a changed macro or article is said anew, or in words of one's own."""

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.actions.writing import save_draft
from tandem.domain.knowledge.usage.models import Fact
from tandem.domain.service.conversations.models import Message
from tandem.foundation.tenancy.scope import scope
from tests.knowing import librarian, released
from tests.ruling import reruled, ruled
from tests.web.desk.acting import at, held, say, words_in

pytestmark = pytest.mark.django_db
CUSTOMER = [{"key": "customer", "label": "Customer", "type": "text", "source": "customer.name"}]
OLD, NEW = "Your money arrives within five working days.", "Your money arrives within three working days."


def macro(words):
    return {"text": f"Hello {{customer}}. {words}", "placeholders": CUSTOMER}


@pytest.fixture
def changed(house):
    """A conversation, and a macro whose second version is in force."""
    with scope(house.scope):
        entry = ruled(house.brand.pk, "macro", macro(OLD), title="Money")
        reruled(entry, macro(NEW), title="Money")
    return held(house, house.amara), entry.ref


def counted(house):
    with scope(house.scope):
        return list(Fact.objects.order_by("id").values_list("kind", "version__number"))


def facts(house):
    with scope(house.scope):
        return Message.objects.get(author="expert").facts


@pytest.mark.proves("R18", "R30")
def test_a_changed_macro_is_inserted_anew_and_goes_out_without_its_old_words(house, changed):
    conversation, ref = changed
    client, names = at(house.amara), f"{ref}:1 {ref}:2"
    for text in (f"Hello Priya. {OLD}", f"Hello Priya. {OLD}\n\nHello Priya. {NEW}"):
        refused = say(client, conversation, text, macros=names)
        assert (refused.status_code, "“Money” was changed or withdrawn since you inserted it" in refused.content.decode()) == (409, True)
    assert words_in(house, conversation) == []
    assert say(client, conversation, f"Hello Priya. {NEW}", macros=names).status_code == 204
    assert facts(house) == {"macros": [[ref, 2]]}
    assert counted(house) == [("shown", 2), ("used", 2)]


@pytest.mark.proves("R18", "R41")
def test_words_of_ones_own_go_out_whatever_was_inserted_before(house, changed):
    conversation, ref = changed
    assert say(at(house.amara), conversation, "Hello Priya. I will ask my team about it.", macros=f"{ref}:1 {ref}:9 art_none:1").status_code == 204
    assert facts(house) == {}
    assert counted(house) == []


@pytest.mark.proves("R41")
def test_a_macro_whose_words_are_partly_kept_is_edited(house, changed):
    conversation, ref = changed
    assert say(at(house.amara), conversation, f"Hi! {NEW} Enjoy.", macros=f"{ref}:2").status_code == 204
    assert counted(house) == [("shown", 2), ("used", 2), ("edited", 2)]


@pytest.mark.proves("R17", "R30", "R41")
def test_a_changed_article_is_quoted_anew_by_the_newest_version_that_holds_the_sentence(house, bicycles):
    kept = "Bicycles travel free of charge on board."
    with scope(house.scope):
        by = librarian(house.brand.pk, "author")
        for body in (f"{kept} Reserve at least two hours before.", f"{kept} Reserve at least four hours before."):
            save_draft(by, article_for(by, bicycles), wording=Document(slug="bicycles", title="Bicycles", body=body))
            released(article_for(by, bicycles))
    conversation, client = held(house, house.amara), at(house.amara)
    names = f"{bicycles}:2 {bicycles}:3"
    refused = say(client, conversation, f"“{kept} Reserve at least two hours before.”", quotes=names)
    assert (refused.status_code, "“Bicycles” was changed since you quoted it" in refused.content.decode()) == (409, True)
    assert words_in(house, conversation) == []
    assert say(client, conversation, f"“{kept} Reserve at least four hours before.”", quotes=names).status_code == 204
    assert facts(house) == {"quotes": [[bicycles, 3]]}
