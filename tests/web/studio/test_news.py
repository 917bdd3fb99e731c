"""A page says what somebody else did to its article since it was opened, and nothing of one's own."""

import pytest

from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import send_back
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.studio.house import approved, library, redrafted, sent, signed_in, written
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return library()


def opened(house, article, name="jonas"):
    client = signed_in(house, name)
    return client, client.get(f"/knowledge/{article.ref}/").context["mark"]


def told(client, article, mark, **more):
    return text_of(client.get(f"/knowledge/{article.ref}/news/", {"seen": mark, **more}))


def test_while_nothing_happens_nothing_is_said(house):
    article = written(house)
    client, mark = opened(house, article)
    assert told(client, article, mark) == ""


def test_each_step_is_told_in_a_line(house):
    article = written(house)
    client, mark = opened(house, article)
    redrafted(house, article, "Anew.")
    assert "Ada saved the draft of version 2." in told(client, article, mark)
    client, mark = opened(house, article)
    sent(house, article)
    assert "Ada sent version 2 for review." in told(client, article, mark)
    with scope(house.scope):
        send_back(person(house.marta), article, reason="No.")
    assert "Marta made version 2 a draft again." in told(client, article, mark)
    sent(house, article)
    approved(house, article, by="marta")
    assert "Version 2 is in force now." in told(client, article, mark)
    with scope(house.scope):
        retire(person(house.marta), article, reason="Wrong.")
    assert "Marta retired this article." in told(client, article, mark)


def test_who_writes_is_told_that_their_words_stay(house):
    article = written(house)
    client, _ = opened(house, article, "ada")
    mark = client.get(f"/knowledge/{article.ref}/draft/").context["mark"]
    redrafted(house, article, "Anew.")
    assert "What you write stays here; when you save, you see both." in told(client, article, mark, writing="1")


def test_the_page_listens_to_its_brand(house):
    article = written(house)
    page = signed_in(house, "jonas").get(f"/knowledge/{article.ref}/").content.decode()
    assert f'data-live-topics="knowledge:{house.brand.ref}"' in page
    assert f'data-live="knowledge:{house.brand.ref}"' in page
