"""The editor: everything that is governed is written there, warnings stand beside it, two people's words are both shown."""

from datetime import UTC, datetime

import pytest

from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.documents import Document, canonical
from tandem.domain.knowledge.articles.models import Version
from tandem.foundation.tenancy.scope import scope
from tests.knowing import in_force
from tests.web.studio.house import BODY, library, redrafted, sent, signed_in, written
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db
WORDS = {"title": "Delay repay", "summary": "", "topics": "", "language": "en", "body": BODY, "audience": ["customer", "expert", "lead"]}


@pytest.fixture
def house():
    return library()


def draft(house):
    with scope(house.scope):
        return Version.objects.select_related("article").latest("id")


@pytest.mark.proves("R13")
def test_applicability_links_and_reason_are_written_with_the_words(house):
    given = {
        **WORDS, "audience": ["expert"], "products": "", "plans": "Gold, basic", "regions": "UK", "channels": "chat", "applies_from": "2026-12-01T09:00",
        "applies_until": "2027-01-01T09:00", "needs": "fares", "related": "pets, bicycles", "reason": "Fare rules 2026", "save": "1",
    }  # fmt: skip
    signed_in(house, "ada").post("/knowledge/new/", given)
    kept = draft(house)
    assert (kept.audience, kept.products, kept.plans, kept.regions, kept.channels) == (["expert"], [], ["basic", "gold"], ["uk"], ["chat"])
    assert (kept.applies_from, kept.applies_until) == (datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC))
    assert (kept.needs, kept.related, kept.reason) == (["fares"], ["pets", "bicycles"], "Fare rules 2026")


@pytest.mark.proves("R13")
def test_a_save_keeps_what_the_form_began_with(house):
    article = written(house, applies=Applicability(audience=("expert",), plans=("gold",), applies_until=datetime(2030, 1, 1, tzinfo=UTC)), needs=("fares",))
    client = signed_in(house, "ada")
    form = client.get(f"/knowledge/{article.ref}/draft/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    given = {**{name: value for name, value in shown.items() if value is not None}, "applies_until": "2030-01-01T00:00", "body": "Other words.", "save": "1"}
    given.pop("applies_from", None)
    assert client.post(f"/knowledge/{article.ref}/draft/", given).status_code == 302
    kept = draft(house)
    assert (kept.body, kept.audience, kept.plans, kept.needs) == ("Other words.", ["expert"], ["gold"], ["fares"])
    assert kept.applies_until == datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"audience": []}, "audience"), ({"audience": ["king"]}, "audience"), ({"applies_from": "soon"}, "applies_from"),
        ({"applies_from": "2027-01-01T00:00", "applies_until": "2026-01-01T00:00"}, "applies_until"), ({"needs": "two words"}, "needs"),
        ({"plans": "x" * 61}, "plans"), ({"reason": "x" * 401}, "reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_beside_its_field(house, changes, field):
    answer = signed_in(house, "ada").post("/knowledge/new/", {**WORDS, **changes, "save": "1"})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    with scope(house.scope):
        assert not Version.objects.exists()


def test_two_peoples_words_are_both_shown_and_the_second_save_is_deliberate(house):
    article = written(house)
    client = signed_in(house, "ada")
    began = client.get(f"/knowledge/{article.ref}/draft/").context["form"]["began_from"].value()
    redrafted(house, article, "Claims are open for 60 days.")
    mine = {**WORDS, "body": "Claims are open for 90 days.", "began_from": began, "save": "1"}
    answer = client.post(f"/knowledge/{article.ref}/draft/", mine)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Claims are open for <del>60</del><ins>90</ins> days." in html
    assert "Claims are open for 60 days.</textarea>" in html
    assert "Claims are open for 90 days.</textarea>" in html
    assert draft(house).body == "Claims are open for 60 days."
    again = client.post(f"/knowledge/{article.ref}/draft/", {**mine, "began_from": answer.context["form"]["began_from"].value()})
    assert again.status_code == 302
    assert draft(house).body == "Claims are open for 90 days."


def test_while_it_is_in_review_nobody_writes_on(house):
    article = written(house, published=False)
    sent(house, article)
    client = signed_in(house, "ada")
    assert "Take it back before you change it." in text_of(client.get(f"/knowledge/{article.ref}/draft/"))
    answer = client.post(f"/knowledge/{article.ref}/draft/", {**WORDS, "body": "Secretly other.", "save": "1"})
    assert answer.status_code == 422
    assert "Secretly other.</textarea>" in answer.content.decode()
    assert draft(house).body == BODY


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"body": "See [fares](no-such)."}, "This link leads nowhere: no-such"),
        ({"body": "## Fees\n\n## More\n\nText."}, "Nothing stands under this heading: Fees"),
        ({"body": "word " * 40 + "."}, "A long sentence"),
        ({"body": "Text.", "needs": "no-such"}, "No article has this short name: no-such"),
        ({"body": "![A](file:fil_0000000000000000)"}, "There is no such file: fil_0000000000000000"),
        ({"body": "## Only"}, "There is no text to answer from"),
    ],
)
def test_warnings_stand_beside_the_text(house, given, words):
    said = text_of(signed_in(house, "ada").post("/knowledge/preview/", given))
    assert words in said


def test_what_the_brand_does_not_say_is_named(house):
    content = canonical({"tone": ["Plain."], "banned": [{"phrase": "valued customer", "instead": "you"}, {"phrase": "kindly"}]})
    with scope(house.scope):
        in_force(house.brand.pk, Document(slug="voice", title="Our voice", body="", kind="voice", content=content))
    said = text_of(signed_in(house, "ada").post("/knowledge/preview/", {"body": "Dear valued customer, kindly wait."}))
    assert "Northwind says “you” instead: valued customer" in said
    assert "Northwind does not say this: kindly" in said


def test_a_good_text_has_no_warning(house):
    written(house, "Fares")
    said = text_of(signed_in(house, "ada").post("/knowledge/preview/", {"body": "See [fares](fares).", "related": "fares"}))
    assert "look at again" not in said


def test_links_are_picked_without_scripts(house):
    written(house, "Fares")
    client = signed_in(house, "ada")
    found = client.post("/knowledge/new/", {**WORDS, "find_link": "far", "look": "1"})
    assert 'name="add_needs" value="fares"' in found.content.decode()
    added = client.post("/knowledge/new/", {**WORDS, "needs": "pets", "add_needs": "fares"})
    assert added.context["form"]["needs"].value() == "pets, fares"
    assert added.context["form"]["body"].value() == BODY
    with scope(house.scope):
        assert Version.objects.count() == 1


def test_a_draft_is_thrown_away_and_what_is_in_force_stays(house):
    article = written(house)
    redrafted(house, article, "Not this.")
    client = signed_in(house, "ada")
    assert "Throw the draft away" in text_of(client.get(f"/knowledge/{article.ref}/draft/"))
    assert client.post(f"/knowledge/{article.ref}/discarding/").status_code == 302
    assert (draft(house).number, draft(house).status) == (1, "published")


def test_a_draft_with_a_history_stays(house):
    article = written(house, published=False)
    assert signed_in(house, "ada").post(f"/knowledge/{article.ref}/discarding/").status_code == 409
    assert draft(house).status == "draft"
