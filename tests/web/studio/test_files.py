"""Pictures and files of articles: taken in while one writes, served to who may read the wording that shows them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.actions.writing import save_draft
from tandem.domain.knowledge.articles.models import Attachment
from tandem.foundation.files.models import File, Unused
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.knowing import released
from tests.pictures import png
from tests.web.studio.house import library, signed_in, written
from tests.web.studio.test_editor import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return library()


def upload(house, name="ada", file=None):
    file = file or SimpleUploadedFile("the [hall].png", png(4, 3))
    return signed_in(house, name).post("/knowledge/files/", {"files": file})


def uploaded(house, name="ada"):
    """The reference of a fresh upload."""
    return upload(house, name).json()["markdown"].partition("file:")[2].rstrip(")")


def shown_in(house, ref, **states):
    """An article by Ada that shows the file."""
    article = written(house, "With a picture", body="Words.", published=False)
    with scope(house.scope):
        save_draft(person(house.ada), article, wording=Document(slug=article.slug, title=article.title, body=f"Words.\n\n![The hall](file:{ref})"))
        if states.get("published"):
            released(article, author=person(house.ada), approver=person(house.jonas))
    return article


@pytest.mark.proves("R13")
def test_a_picture_is_put_into_the_text_and_served_to_readers(house):
    answer = upload(house)
    assert answer.status_code == 201
    ref = uploaded(house)
    assert answer.json()["markdown"].startswith("![the hall](file:fil_")
    article = shown_in(house, ref, published=True)
    page = signed_in(house, "amara").get(f"/knowledge/{article.ref}/")
    assert f'<img src="/knowledge/files/{ref}" alt="The hall">' in page.content.decode()
    served = signed_in(house, "amara").get(f"/knowledge/files/{ref}")
    assert (served.status_code, served["Content-Type"], served.content) == (200, "image/png", png(4, 3))
    with scope(house.scope):
        assert Attachment.objects.get().article_id == article.pk
        assert list(Unused.objects.values_list("file__ref", flat=True)) == [answer.json()["markdown"].partition("file:")[2].rstrip(")")]


@pytest.mark.proves("R13")
def test_a_drafts_picture_is_for_writers_alone(house):
    ref = uploaded(house)
    shown_in(house, ref)
    assert signed_in(house, "jonas").get(f"/knowledge/files/{ref}").status_code == 200
    assert signed_in(house, "amara").get(f"/knowledge/files/{ref}").status_code == 404


def test_an_upload_that_hangs_nowhere_is_its_uploaders(house):
    ref = uploaded(house)
    assert signed_in(house, "ada").get(f"/knowledge/files/{ref}").status_code == 200
    assert signed_in(house, "jonas").get(f"/knowledge/files/{ref}").status_code == 404


@pytest.mark.proves("L5")
def test_naming_somebody_elses_file_shows_nothing(house):
    other = library("hearth")
    foreign, private = uploaded(other), uploaded(house, "jonas")
    article = written(house, body=f"![Theirs](file:{foreign}) ![His](file:{private})")
    with scope(house.scope):
        assert Attachment.objects.count() == 0
    for ref in (foreign, private):
        assert signed_in(house, "amara").get(f"/knowledge/files/{ref}").status_code == 404
    assert signed_in(house, "ada").get(f"/knowledge/{article.ref}/").status_code == 200


def test_without_scripts_the_form_takes_the_file_and_keeps_the_words(house):
    file = SimpleUploadedFile("plan.png", png(4, 3))
    answer = signed_in(house, "ada").post("/knowledge/new/", {**WORDS, "body": "My words.", "attach": "1", "files": file})
    text = answer.context["form"]["body"].value()
    assert text.startswith("My words.\n\n![plan](file:fil_")
    with scope(house.scope):
        assert File.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.svg", b"<svg onload=alert(1)>", "none of the files"),
        ("a.png", b"\x89PNG\r\n\x1a\nbroken", "none of the files"),
        ("a.png", None, "Choose a file first."),
    ],
)
def test_what_is_no_picture_is_refused_and_the_words_stay(house, name, content, words):
    files = {"files": SimpleUploadedFile(name, content)} if content else {}
    answer = signed_in(house, "ada").post("/knowledge/files/", files)
    assert answer.status_code == 422
    assert words in answer.json()["refusal"]
    form = {"files": SimpleUploadedFile(name, content)} if content else {}
    page = signed_in(house, "ada").post("/knowledge/new/", {**WORDS, "body": "My words.", "attach": "1", **form})
    assert page.context["form"]["body"].value() == "My words."
    assert "Your text is as you wrote it." in page.content.decode()
    with scope(house.scope):
        assert File.objects.count() == 0


def test_who_does_not_write_uploads_nothing(house):
    assert upload(house, "amara").status_code == 403
    with scope(house.scope):
        assert File.objects.count() == 0
