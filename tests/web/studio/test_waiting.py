"""What waits: an approver reads and approves many, and hears what became of each."""

import re

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.actions.writing import save_draft
from tandem.domain.knowledge.articles.models import Version
from tandem.domain.knowledge.releases.actions.reviewing import send_back
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.studio.house import library, sent, signed_in, written
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return library()


@pytest.fixture
def three(house):
    """Two by Ada and one by Jonas, in review."""
    articles = [written(house, title, published=False) for title in ("Fares", "Pets", "Bicycles")]
    for article in articles:
        sent(house, article)
    return articles


def choices(answer):
    return [f"{ask.one.ref}:{ask.seal}" for ask in answer.context["asked"]]


def statuses(house):
    with scope(house.scope):
        return dict(Version.objects.values_list("title", "status"))


@pytest.mark.proves("R13", "R17")
def test_many_are_approved_and_the_result_of_each_is_told(house, three):
    client = signed_in(house, "marta")
    page = client.get("/knowledge/waiting/")
    assert "3 versions are in review; 3 wait for you." in text_of(page)
    chosen = choices(page)
    with scope(house.scope):
        send_back(person(house.ada), three[1], reason="Not yet.")
    answer = client.post("/knowledge/waiting/", {"chosen": chosen})
    said = text_of(answer)
    assert "Approved Fares Version 1 is in force." in said
    assert "Not approved Pets This version is not in review." in said
    assert statuses(house) == {"Fares": "published", "Pets": "draft", "Bicycles": "published"}


def test_all_on_the_page_can_be_chosen_without_scripts(house, three):
    html = signed_in(house, "marta").get("/knowledge/waiting/?all=1").content.decode()
    assert len(re.findall('name="chosen" value="[^"]+" checked>', html)) == 3


@pytest.mark.proves("R13")
def test_ones_own_work_has_no_box_and_is_refused_when_sent_anyway(house, three):
    own = written(house, "By Jonas", published=False)
    with scope(house.scope):
        save_draft(person(house.jonas), own, wording=Document(slug=own.slug, title=own.title, body="Jonas's words."))
    sent(house, own)
    client = signed_in(house, "jonas")
    page = client.get("/knowledge/waiting/")
    assert page.content.decode().count('name="chosen"') == 3
    answer = client.post("/knowledge/waiting/", {"chosen": [one for one in choices(page) if one.startswith(own.ref)]})
    assert "You wrote some of this version, so somebody else has to approve it." in text_of(answer)
    assert statuses(house)["By Jonas"] == "in_review"


def test_an_author_reads_but_has_nothing_to_choose(house, three):
    client = signed_in(house, "ada")
    page = client.get("/knowledge/waiting/")
    assert 'name="chosen"' not in page.content.decode()
    client.post("/knowledge/waiting/", {"chosen": choices(page)})
    assert set(statuses(house).values()) == {"in_review"}


def test_an_expert_has_no_such_page(house, three):
    assert signed_in(house, "amara").get("/knowledge/waiting/").status_code == 403


def test_more_than_a_page_at_once_is_refused(house, three):
    answer = signed_in(house, "marta").post("/knowledge/waiting/", {"chosen": [f"art_{n}:x" for n in range(21)]})
    assert answer.status_code == 422
    assert set(statuses(house).values()) == {"in_review"}


def test_nothing_waits_is_said(house):
    assert "Nothing waits" in text_of(signed_in(house, "marta").get("/knowledge/waiting/"))
