"""The list: what needs one, by standing, and its badges."""

from datetime import timedelta

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import article_for, articles_for
from tandem.domain.knowledge.articles.actions.translating import begin_translation
from tandem.domain.knowledge.discussions.actions.commenting import comment
from tandem.domain.knowledge.releases.actions.publishing import renew
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import send_back
from tandem.domain.knowledge.usage.actions.flagging import flag
from tandem.foundation import clock
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.knowing import reworded
from tests.web.studio.house import approved, library, sent, signed_in, written
from tests.web.studio.test_reading import text_of, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """One article of each standing."""
    house = library()
    written(house, "In force")
    written(house, "A draft", published=False)
    review = written(house, "In review", published=False)
    sent(house, review)
    later = written(house, "Later", published=False)
    sent(house, later, publish_at=clock.now() + timedelta(days=2))
    approved(house, later)
    ends = written(house, "Ends soon", published=False)
    sent(house, ends, expires_at=clock.now() + timedelta(days=6, hours=1))
    approved(house, ends)
    back = written(house, "Sent back", published=False)
    sent(house, back)
    gone = written(house, "Gone")
    with scope(house.scope):
        send_back(person(house.marta), back, reason="The amount is old.")
        retire(person(house.marta), gone, reason="Wrong.")
    return house


@pytest.mark.proves("R13")
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", ["A draft", "Sent back"]),
        ("in_review", ["In review"]),
        ("approved", ["Later"]),
        ("published", ["Ends soon", "In force"]),
        ("expiring", ["Ends soon"]),
        ("retired", ["Gone"]),
        ("expired", []),
        ("all", ["A draft", "Ends soon", "Gone", "In force", "In review", "Later", "Sent back"]),
    ],
)
def test_each_standing_is_a_choice(house, state, expected):
    assert sorted(titles(signed_in(house, "ada").get("/knowledge/", {"state": state}))) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("marta", ["Ends soon", "In review"]), ("jonas", ["Ends soon", "In review"]), ("ada", ["Ends soon", "Sent back"])],
)
def test_what_needs_one_comes_first(house, name, expected):
    """An approver's are to approve and to renew, an author's were sent back or end soon; the page opens with them."""
    answer = signed_in(house, name).get("/knowledge/")
    assert sorted(titles(answer)) == expected
    assert f"Needs me {len(expected)}" in text_of(answer)


def test_who_only_reads_needs_nothing_and_sees_what_is_in_force(house):
    answer = signed_in(house, "amara").get("/knowledge/")
    assert sorted(titles(answer)) == ["Ends soon", "In force"]
    assert "Needs me" not in text_of(answer)


def test_badges_say_how_each_stands(house):
    said = text_of(signed_in(house, "ada").get("/knowledge/?state=all"))
    for words in ("Sent back Sent back", "Ends soon Expires in 6 days", "In review In review v1, waits for approval", "A draft Draft v1, yours"):
        assert words in said
    assert "Later Waits for its date" in said
    assert "Gone Retired" in said
    assert "In force Approved v1," in said


def test_a_stale_translation_of_mine_needs_me(house):
    with scope(house.scope):
        source = written(house, "Lost property")
        begin_translation(person(house.ada), source, language="de")
        reworded(source, Document(slug="lost-property", title="Lost property", body="Within 14 days."))
    said = text_of(signed_in(house, "ada").get("/knowledge/?state=mine"))
    assert "Lost property Draft Source moved on de · v1, yours" in said
    assert titles(signed_in(house, "ada").get("/knowledge/?state=all&language=de")) == ["Lost property"]


def test_many_articles_are_paged(house, monkeypatch):
    monkeypatch.setattr("tandem.web.studio.lists.PER_PAGE", 3)
    client, found, query = signed_in(house, "ada"), [], "state=all"
    for _ in range(3):
        answer = client.get(f"/knowledge/?{query}")
        found += titles(answer)
        query = answer.context["list"].next_query
    assert len(found) == len(set(found)) == 7
    assert query == ""


def test_what_is_open_about_an_entry_flags_it(house):
    """For who keeps the knowledge; experts read no doubts that nobody has decided."""
    with scope(house.scope):
        article = article_for(person(house.ada), next(row.ref for row in articles_for(person(house.ada), text="In force").rows))
        comment(person(house.amara), article, version=1, text="Does this hold at weekends?")
        flag(person(house.amara), article, version=1, about="unclear", reason="At weekends?")
    client = signed_in(house, "ada")
    assert titles(client.get("/knowledge/?state=flagged")) == ["In force"]
    page = client.get("/knowledge/?state=all")
    assert "Flagged 1" in text_of(page)
    assert "In force Flagged 1 report, 1 comment Approved" in text_of(page)
    assert "Flagged" not in text_of(signed_in(house, "amara").get("/knowledge/"))


def test_nothing_is_flagged_where_nothing_is_open(house):
    assert "Flagged" not in text_of(signed_in(house, "ada").get("/knowledge/?state=all"))
    assert titles(signed_in(house, "ada").get("/knowledge/?state=flagged")) == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("title", ["A draft", "Ends soon", "Gone", "In force", "In review", "Later", "Sent back"]),
        ("expires", ["Ends soon"]),
        ("changed", ["Gone", "Sent back"]),
    ],
)
def test_the_list_is_ordered_by_a_column_and_paged_in_that_order(house, monkeypatch, order, expected):
    monkeypatch.setattr("tandem.web.studio.lists.PER_PAGE", 2)
    client, found, query = signed_in(house, "ada"), [], f"state=all&order={order}"
    while query:
        answer = client.get(f"/knowledge/?{query}")
        found += titles(answer)
        query = answer.context["list"].next_query
    assert len(found) == len(set(found)) == 7
    assert found[: len(expected)] == expected


def test_an_order_that_there_is_not_is_refused(house):
    assert signed_in(house, "ada").get("/knowledge/?order=length").status_code == 422


def test_kinds_are_chosen_on_the_page(house):
    page = signed_in(house, "ada").get("/knowledge/")
    assert '<option value="macro">Macros</option>' in page.content.decode()
    assert titles(signed_in(house, "ada").get("/knowledge/?kind=macro")) == []


def test_how_fresh_each_is_stands_beside_it(house):
    with scope(house.scope):
        article = article_for(person(house.ada), next(row.ref for row in articles_for(person(house.ada), text="Ends soon").rows))
        renew(person(house.marta), article, expires_at=clock.now() + timedelta(days=400))
    answer = signed_in(house, "ada").get("/knowledge/?state=all&order=expires")
    (ends, draft) = (next(row for row in answer.context["list"].rows if row.one.title == title) for title in ("Ends soon", "A draft"))
    assert (ends.read_at > ends.one.published_at, draft.read_at) == (True, None)
    assert "Last reviewed" in text_of(answer)
