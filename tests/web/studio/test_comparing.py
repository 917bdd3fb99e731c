"""Any two versions beside one another, an article as it read at an instant, an old wording brought back."""

from datetime import UTC, datetime

import pytest

from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.models import Version
from tandem.foundation import clock
from tandem.foundation.clock.time import VirtualClock
from tandem.foundation.tenancy.scope import scope
from tests.knowing import reworded
from tests.web.studio.house import library, redrafted, signed_in, written
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db
BODIES = ("Claims are open 28 days. You get £10.", "Claims are open 60 days. You get £20.", "Claims are open 90 days. You get £20.")


def reworded_to(house, article, body, **changes):
    with scope(house.scope):
        reworded(article, Document(slug=article.slug, title=changes.pop("title", article.title), body=body, **changes))


@pytest.fixture
def house():
    return library()


@pytest.fixture
def three(house):
    """Versions one a day, from noon of the first of November."""
    with clock.on(VirtualClock(datetime(2026, 11, 1, 12, tzinfo=UTC))) as time:
        article = written(house, body=BODIES[0])
        for body in BODIES[1:]:
            time.advance(86400)
            reworded_to(house, article, body)
    return article


@pytest.mark.proves("R13", "R17")
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("version=2", "2 changes, 1 sentence touches money"),
        ("version=3", "1 change"),
        ("version=3&from=1", "2 changes, 1 sentence touches money"),
    ],
)
def test_any_two_versions_are_compared(house, three, query, words):
    said = text_of(signed_in(house, "ada").get(f"/knowledge/{three.ref}/?view=changes&{query}"))
    assert words in said


def test_what_else_changed_is_named(house):
    article = written(house)
    reworded_to(
        house, article, "Claims are open for 28 days.\n\n## How to claim\n\n- Use the form.\n- Keep the ticket.",
        title="Delays", applies=Applicability(audience=("expert",), plans=("gold",)), needs=("fares",),
    )  # fmt: skip
    html = signed_in(house, "ada").get(f"/knowledge/{article.ref}/?view=changes").content.decode()
    assert "<del>Delay repay</del><ins>Delays</ins>" in html
    assert "<dt>Plans</dt><dd><del>everywhere</del> <ins>gold</ins></dd>" in html
    assert "<dt>Audience</dt><dd><del>Customers, Experts, Leads and authors</del> <ins>Experts</ins></dd>" in html
    assert "<dt>Needs also</dt><dd> <ins>fares</ins></dd>" in html


@pytest.mark.proves("R13")
@pytest.mark.parametrize(("at", "body"), [("2026-11-01T12:30", BODIES[0]), ("2026-11-03T11:59", BODIES[1]), ("2026-11-03T12:01", BODIES[2])])
def test_an_article_reads_as_it_did_then(house, three, at, body):
    """The reader's zone is London's, in November the same as UTC."""
    said = text_of(signed_in(house, "amara").get(f"/knowledge/{three.ref}/?at={at}"))
    assert body in said
    assert "This is how it read on" in said


def test_before_its_first_version_nothing_was_in_force(house, three):
    said = text_of(signed_in(house, "ada").get(f"/knowledge/{three.ref}/?at=2026-10-30T12:00"))
    assert "nothing of this article was in force" in said


def test_a_date_that_is_none_is_refused_in_words(house, three):
    answer = signed_in(house, "ada").get(f"/knowledge/{three.ref}/?at=yesterday")
    assert answer.status_code == 422
    assert "Choose a date and a time." in text_of(answer)


def versions(house, article):
    with scope(house.scope):
        return list(Version.objects.filter(article=article).order_by("number").values_list("number", "status", "body", "reason"))


@pytest.mark.proves("R13", "R17")
def test_an_old_wording_becomes_the_new_draft(house, three):
    answer = signed_in(house, "ada").post(f"/knowledge/{three.ref}/restoration/", {"version": "1", "reason": "60 days was a mistake."})
    assert answer.status_code == 302
    assert versions(house, three)[2:] == [(3, "published", BODIES[2], ""), (4, "draft", BODIES[0], "60 days was a mistake.")]


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("ada", {"version": "1"}, 422), ("ada", {"version": "9", "reason": "x"}, 404), ("ada", {"version": "x", "reason": "x"}, 404),
        ("amara", {"version": "1", "reason": "x"}, 403),
    ],
)  # fmt: skip
def test_what_cannot_be_restored_is_refused(house, three, name, data, status):
    before = versions(house, three)
    assert signed_in(house, name).post(f"/knowledge/{three.ref}/restoration/", data).status_code == status
    assert versions(house, three) == before


def test_an_open_draft_is_not_restored_over(house, three):
    redrafted(house, three, "Ada's own words.")
    before = versions(house, three)
    answer = signed_in(house, "ada").post(f"/knowledge/{three.ref}/restoration/", {"version": "1", "reason": "x"})
    assert answer.status_code == 409
    assert "its words are not thrown away here" in text_of(answer)
    assert versions(house, three) == before
