"""Whoever works for a brand reads its articles: the list, the text, what changed, as the AI reads it."""

import re

import pytest

from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.knowing import released
from tests.web.studio.house import BODY, library, redrafted, signed_in, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return library()


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def titles(answer) -> list[str]:
    return re.findall(r"<b>(.*?)</b>", answer.content.decode())


def test_an_expert_reads_what_is_published_and_may_not_write(house):
    article = written(house)
    written(house, "Fares", published=False)
    client = signed_in(house, "amara")
    assert titles(client.get("/knowledge/")) == ["Delay repay"]
    page = client.get(f"/knowledge/{article.ref}/")
    assert "<h2>How to claim</h2>" in page.content.decode()
    assert "You may read this. Authors of this brand write it, approvers publish it." in text_of(page)
    assert "New article" not in text_of(page)


def test_authors_see_drafts_and_filter_by_state_and_topic(house):
    written(house, topics=("refunds",))
    written(house, "Fares", published=False, topics=("tickets",))
    client = signed_in(house, "ada")
    assert sorted(titles(client.get("/knowledge/"))) == ["Delay repay", "Fares"]
    assert titles(client.get("/knowledge/?state=draft")) == ["Fares"]
    assert titles(client.get("/knowledge/?topic=refunds")) == ["Delay repay"]
    assert "All 2" in text_of(client.get("/knowledge/"))


@pytest.mark.proves("R22")
def test_a_search_finds_by_meaning_as_well_as_by_title(house):
    written(house)
    written(house, "Bicycles on board", body="A bicycle needs a booking.")
    client = signed_in(house, "amara")
    answer = client.get("/knowledge/", {"q": "how do I claim for a delayed train"})
    assert titles(answer)[0] == "Delay repay"
    assert titles(client.get("/knowledge/", {"q": "bicyc"})) == ["Bicycles on board"]


def test_no_match_offers_to_show_all(house):
    written(house)
    assert "No article matches" in text_of(signed_in(house, "ada").get("/knowledge/?q=zzzz"))


def test_an_empty_brand_says_what_comes_first(house):
    assert "No articles yet Write the first one" in text_of(signed_in(house, "ada").get("/knowledge/"))


def test_changes_are_shown_word_by_word(house):
    article = written(house)
    redrafted(house, article, BODY.replace("28", "60"))
    html = signed_in(house, "ada").get(f"/knowledge/{article.ref}/?view=changes&version=2").content.decode()
    assert "Claims are open for <del>28</del><ins>60</ins> days." in html
    assert "1 change" in text_of(signed_in(house, "ada").get(f"/knowledge/{article.ref}/?view=changes&version=2"))


def test_a_first_version_has_nothing_to_compare_with(house):
    article = written(house)
    assert "there is nothing to compare it with" in text_of(
        signed_in(house, "ada").get(f"/knowledge/{article.ref}/?view=changes")
    )


@pytest.mark.proves("R13")
def test_as_the_ai_reads_it_is_the_sections(house):
    article = written(house)
    said = text_of(signed_in(house, "amara").get(f"/knowledge/{article.ref}/?view=sections"))
    assert "2 sections." in said
    assert "How to claim - Use the form. - Keep the ticket." in said


def test_a_former_version_stays_readable_and_says_so(house):
    article = written(house)
    redrafted(house, article, BODY.replace("28", "60"))
    with scope(house.scope):
        released(article, author=person(house.ada), approver=person(house.jonas))
    said = text_of(signed_in(house, "amara").get(f"/knowledge/{article.ref}/?version=1"))
    assert "A former version, kept as it was." in said
    assert "open for 28 days" in said


def test_scripts_in_a_text_stay_text(house):
    article = written(house, body="<script>alert(1)</script> & <b onclick=x>bold</b>")
    for view in ("read", "changes", "sections"):
        html = signed_in(house, "amara").get(f"/knowledge/{article.ref}/?view={view}").content.decode()
        assert "<script>alert" not in html
        assert "<b onclick" not in html


@pytest.mark.proves("L5")
def test_another_brands_article_and_a_draft_for_an_expert_are_absent(house):
    foreign = written(library("hearth"))
    draft = written(house, "Fares", published=False)
    client = signed_in(house, "amara")
    for ref in (foreign.ref, draft.ref, "art_0000000000000000"):
        assert client.get(f"/knowledge/{ref}/").status_code == 404
    assert client.get("/knowledge/?brand=hearth").status_code == 404


@pytest.mark.parametrize(
    "query", ["version=0", "version=9", "version=x", "version=²", "view=raw", "from=8&view=changes&version=1"]
)
def test_an_unknown_version_or_view_is_absent(house, query):
    article = written(house)
    redrafted(house, article, "More.")
    assert signed_in(house, "ada").get(f"/knowledge/{article.ref}/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["state=wrong", "after=wrong", "q=a%00b"])
def test_a_senseless_filter_is_refused_in_words(house, query):
    answer = signed_in(house, "ada").get(f"/knowledge/?{query}")
    assert answer.status_code == 422
    assert "That isn’t possible" in text_of(answer)
