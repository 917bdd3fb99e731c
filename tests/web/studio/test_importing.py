"""A file of articles is brought in whole or not at all."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.domain.knowledge.articles.models import Version
from tandem.foundation.tenancy.scope import scope
from tests.web.studio.house import library, signed_in
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return library()


def lines(*articles: dict) -> bytes:
    return "\n".join(json.dumps(article) for article in articles).encode()


ONE = {"id": "fees", "title": "Fees", "content": "One pound.", "topics": ["money"]}
TWO = {"id": "fines", "title": "Fines", "content": "Two pounds."}


def upload(house, name, content, by="jonas", **values):
    file = SimpleUploadedFile(name, content)
    return signed_in(house, by).post("/knowledge/import/", {"file": file, **values}, follow=True)


def kept(house):
    with scope(house.scope):
        return list(Version.objects.order_by("title").values_list("title", "status"))


def test_json_lines_become_drafts(house):
    answer = upload(house, "a.jsonl", lines(ONE, TWO), by="ada")
    assert "2 new, 0 changed, 0 as they were; 0 sent for review." in text_of(answer)
    assert kept(house) == [("Fees", "draft"), ("Fines", "draft")]


@pytest.mark.proves("R13")
def test_even_an_approver_only_sends_them_for_review(house):
    answer = upload(house, "a.jsonl", lines(ONE), submit="on")
    assert "1 new, 0 changed, 0 as they were; 1 sent for review." in text_of(answer)
    assert kept(house) == [("Fees", "in_review")]


def test_a_markdown_file_is_one_article_and_twice_the_same_changes_nothing(house):
    for words in ("1 new, 0 changed, 0 as they were", "0 new, 0 changed, 1 as they were"):
        assert words in text_of(upload(house, "Late Trains.md", b"# Late trains\r\n\r\nWe are sorry."))
    with scope(house.scope):
        version = Version.objects.select_related("article").get()
    assert (version.article.slug, version.title, version.body) == (
        "late-trains",
        "Late trains",
        "We are sorry.",
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", lines(ONE) + b"\n{oops", "a.jsonl:2:2: expected a JSON object"),
        ("a.jsonl", lines(ONE, {**TWO, "author": "me"}), "a.jsonl:2:1: unknown field"),
        ("a.jsonl", lines(ONE, ONE), "a.jsonl:2:1: the short name fees came at a.jsonl:1:1; expected another."),
        ("a.jsonl", b"", "The submitted file is empty."),
        ("a.jsonl", b"\n \n", "The file holds no article."),
        ("a.jsonl", b"\xff\xfe", "a.jsonl:1:1: expected UTF-8 text."),
        ("a.pdf", b"%PDF", "a.pdf:1:1: expected a file that ends in .md, .markdown, .html, .htm, .csv, .jsonl, .json."),
        ("a.md", b"no heading", "a.md:1:1: expected"),
        ("a.md", b"x" * 3_900_001, "A file holds at most 3.9 MB here."),
        ("a.jsonl", lines(*({**ONE, "id": f"a{i}"} for i in range(201))), "At most 200 articles at a time"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_nothing_is_imported(house, name, content, words):
    answer = upload(house, name, content)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors["file"])
    assert kept(house) == []


def test_a_draft_without_text_cannot_be_sent(house):
    answer = upload(house, "a.jsonl", lines(ONE, {**TWO, "content": "## Only a heading"}), submit="on")
    assert answer.status_code == 422
    assert "The article fines has no text and cannot be published. Nothing was imported." in str(
        answer.context["form"].errors
    )
    assert kept(house) == []
