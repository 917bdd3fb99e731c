"""An article in its languages: begun from the source, stale when it moves on, confirmed by a version of its own."""

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.models import Article, Version
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.knowing import released, reworded
from tests.web.studio.house import BODY, library, signed_in, written
from tests.web.studio.test_editor import WORDS
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return library()


@pytest.fixture
def source(house):
    return written(house)


def begin(house, source, language="de", name="ada"):
    return signed_in(house, name).post(f"/knowledge/{source.ref}/translation/", {"language": language})


@pytest.fixture
def german(house, source):
    """In force, by Ada, of the source's first version."""
    begin(house, source)
    with scope(house.scope):
        article = Article.objects.get(language="de")
        released(article, author=person(house.ada), approver=person(house.jonas))
    return article


def moved_on(house, source):
    with scope(house.scope):
        reworded(source, Document(slug=source.slug, title=source.title, body=BODY.replace("28", "60")))


def newest(house, article):
    with scope(house.scope):
        return Version.objects.filter(article=article).latest("number")


@pytest.mark.proves("R13")
def test_a_translation_begins_with_the_sources_words(house, source):
    answer = begin(house, source)
    with scope(house.scope):
        made = Article.objects.get(language="de")
        version = Version.objects.get(article=made)
    assert answer.url == f"/knowledge/{made.ref}/draft/"
    assert (made.translation_of_id, made.slug, version.body, version.source_number, version.status) == (source.pk, source.slug, BODY, 1, "draft")
    page = signed_in(house, "ada").get(f"/knowledge/{made.ref}/draft/")
    assert "Source English, v1" in text_of(page)


@pytest.mark.parametrize(("language", "status"), [("en", 409), ("German", 422), ("", 422)])
def test_no_language_or_the_sources_own_is_refused(house, source, language, status):
    assert begin(house, source, language).status_code == status
    with scope(house.scope):
        assert Article.objects.count() == 1


def test_a_second_of_the_same_language_is_refused(house, source, german):
    assert begin(house, source).status_code == 409
    assert begin(house, source, "fr", name="amara").status_code == 403
    with scope(house.scope):
        assert Article.objects.count() == 2


@pytest.mark.proves("R13")
def test_it_is_stale_when_the_source_moved_on_and_shows_what_changed(house, source, german):
    client = signed_in(house, "ada")
    assert "Up to date" in text_of(client.get(f"/knowledge/{source.ref}/translations/"))
    moved_on(house, source)
    page = client.get(f"/knowledge/{source.ref}/translations/")
    assert "Source moved on" in text_of(page)
    assert "Claims are open for <del>28</del><ins>60</ins> days." in page.content.decode()
    assert "Its source was changed after this translation was made." in text_of(client.get(f"/knowledge/{german.ref}/"))


def test_a_save_follows_the_source_that_the_translator_saw(house, source, german):
    client = signed_in(house, "ada")
    form = client.get(f"/knowledge/{german.ref}/draft/").context["form"]
    began = {name: form[name].value() for name in ("began_from", "translates")}
    moved_on(house, source)
    client.post(f"/knowledge/{german.ref}/draft/", {**WORDS, **began, "language": "de", "body": "28 Tage.", "save": "1"})
    assert newest(house, german).source_number == 1
    began = {name: client.get(f"/knowledge/{german.ref}/draft/").context["form"][name].value() for name in ("began_from", "translates")}
    client.post(f"/knowledge/{german.ref}/draft/", {**WORDS, **began, "language": "de", "body": "60 Tage.", "save": "1"})
    assert newest(house, german).source_number == 2


@pytest.mark.proves("R13")
def test_still_right_is_a_version_that_somebody_else_approves(house, source, german):
    moved_on(house, source)
    client = signed_in(house, "ada")
    client.post(f"/knowledge/{german.ref}/confirmation/", {"reason": "The number stands in a table that is shared."})
    version = newest(house, german)
    assert (version.status, version.source_number, version.body) == ("in_review", 2, BODY)
    assert "Source moved on" not in text_of(client.get(f"/knowledge/{german.ref}/translations/"))
    signed_in(house, "marta").post(f"/knowledge/{german.ref}/approval/")
    assert newest(house, german).status == "published"


def test_what_is_not_stale_needs_no_confirmation(house, source, german):
    answer = signed_in(house, "ada").post(f"/knowledge/{german.ref}/confirmation/")
    assert answer.status_code == 409
    assert newest(house, german).number == 1


def test_an_expert_sees_the_languages_in_force(house, source, german):
    page = signed_in(house, "amara").get(f"/knowledge/{source.ref}/translations/")
    assert page.status_code == 200
    assert "Translate" not in text_of(page)
