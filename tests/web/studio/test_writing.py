"""An author writes drafts, an approver publishes and retires; refusals keep the words and change nothing."""

import pytest

from tandem.domain.knowledge.articles.models import Article, Version
from tandem.foundation.tenancy.scope import scope
from tests.web.studio.house import BODY, library, redrafted, signed_in, written
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Delay repay",
    "summary": "",
    "topics": "refunds, delays",
    "language": "en",
    "body": BODY,
    "audience": ["customer", "expert", "lead"],
    "save": "1",
}


@pytest.fixture
def house():
    return library()


def versions(house) -> list[tuple[int, str, str]]:
    with scope(house.scope):
        return list(Version.objects.order_by("article_id", "number").values_list("number", "status", "title"))


def test_an_author_writes_a_new_article(house):
    answer = signed_in(house, "ada").post("/knowledge/new/", WORDS)
    with scope(house.scope):
        article = Article.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/knowledge/{article.ref}/")
    assert (article.slug, article.topics, article.state) == ("delay-repay", ["refunds", "delays"], "draft")
    assert versions(house) == [(1, "draft", "Delay repay")]


def test_a_draft_over_a_published_wording_leaves_it_in_force(house):
    article = written(house)
    client = signed_in(house, "ada")
    form = client.get(f"/knowledge/{article.ref}/draft/").context["form"]
    began = form["began_from"].value()
    client.post(f"/knowledge/{article.ref}/draft/", {**WORDS, "title": "Money back", "began_from": began})
    assert versions(house) == [(1, "published", "Delay repay"), (2, "draft", "Money back")]


@pytest.mark.proves("R13", "R17")
def test_an_author_sends_and_an_approver_approves_and_retires(house):
    article = written(house, published=False)
    assert signed_in(house, "ada").post(f"/knowledge/{article.ref}/submission/").status_code == 302
    client = signed_in(house, "jonas")
    assert client.post(f"/knowledge/{article.ref}/approval/").status_code == 302
    assert versions(house) == [(1, "published", "Delay repay")]
    client.post(f"/knowledge/{article.ref}/retirement/", {"reason": "It was wrong."})
    with scope(house.scope):
        assert Article.objects.get().state == "retired"


@pytest.mark.proves("R13")
@pytest.mark.parametrize("name", ["ada", "amara", "olga"])
def test_nobody_else_publishes_or_retires(house, name):
    draft, article = written(house, "Fares", published=False), written(house)
    signed_in(house, "ada").post(f"/knowledge/{draft.ref}/submission/")
    client = signed_in(house, name)
    assert client.post(f"/knowledge/{draft.ref}/approval/").status_code == 403
    assert client.post(f"/knowledge/{article.ref}/retirement/", {"reason": "Mine."}).status_code == 403
    assert [status for _, status, _ in versions(house)] == ["in_review", "published"]


@pytest.mark.parametrize("name", ["amara", "olga"])
def test_who_does_not_write_is_told_so(house, name):
    article = written(house)
    client = signed_in(house, name)
    for path in ("new/", "import/", f"{article.ref}/draft/"):
        assert client.get(f"/knowledge/{path}").status_code == 403
        assert client.post(f"/knowledge/{path}", WORDS).status_code == 403
    assert len(versions(house)) == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"title": "x" * 201}, "title", "A title has at most 200 characters."),
        ({"summary": "x" * 401}, "summary", "A summary has at most 400 characters."),
        ({"topics": ",".join(f"t{i}" for i in range(41))}, "topics", "An article has at most 40 topics."),
        ({"language": "English"}, "language", "A language is a code such as"),
        ({"body": "x" * 100_001}, "body", "A version holds at most 100 kB of text"),
        ({"body": "a\x00b"}, "body", "Null characters are not allowed."),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_kept(house, changes, field, words):
    answer = signed_in(house, "ada").post("/knowledge/new/", {**WORDS, **changes})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert versions(house) == []


def test_a_short_name_that_is_taken_is_refused(house):
    written(house)
    answer = signed_in(house, "ada").post("/knowledge/new/", WORDS)
    assert answer.status_code == 422
    assert "There is already an article with the short name delay-repay." in text_of(answer)
    assert len(versions(house)) == 1


def test_two_authors_at_once_the_second_is_told_and_keeps_their_words(house):
    article = written(house)
    client = signed_in(house, "ada")
    began = client.get(f"/knowledge/{article.ref}/draft/").context["form"]["began_from"].value()
    redrafted(house, article, "Somebody else's words.")
    answer = client.post(
        f"/knowledge/{article.ref}/draft/", {**WORDS, "body": "My words.", "began_from": began}
    )
    assert answer.status_code == 422
    assert "Somebody else saved this article meanwhile." in text_of(answer)
    assert "My words.</textarea>" in answer.content.decode()
    with scope(house.scope):
        assert Version.objects.get(status="draft").body == "Somebody else's words."


def test_a_preview_saves_nothing(house):
    client = signed_in(house, "ada")
    part = client.post("/knowledge/preview/", {"body": "## Hello <script>"}).content.decode()
    assert "<h2>Hello &lt;script&gt;</h2>" in part
    whole = client.post("/knowledge/new/", {**{k: v for k, v in WORDS.items() if k != "save"}, "look": "1"})
    assert whole.status_code == 200
    assert "<h2>How to claim</h2>" in whole.content.decode()
    assert versions(house) == []


@pytest.mark.parametrize("text", ["שלום \u202eabc\u202c", "e\u0301\u0327", "👩‍👩‍👧"])
def test_text_is_kept_exactly(house, text):
    signed_in(house, "ada").post("/knowledge/new/", {**WORDS, "body": text})
    with scope(house.scope):
        assert Version.objects.get().body == text


def test_approving_nothing_is_refused_in_words(house):
    article = written(house)
    answer = signed_in(house, "jonas").post(f"/knowledge/{article.ref}/approval/")
    assert answer.status_code == 409
    assert "This version is not in review." in text_of(answer)
    assert versions(house) == [(1, "published", "Delay repay")]


@pytest.mark.proves("L5")
def test_another_brands_article_is_absent_to_writers_too(house):
    other = library("hearth")
    foreign = written(other, published=False)
    client = signed_in(house, "jonas")
    assert client.post(f"/knowledge/{foreign.ref}/draft/", WORDS).status_code == 404
    assert client.post(f"/knowledge/{foreign.ref}/approval/").status_code == 404
    assert versions(other) == [(1, "draft", "Delay repay")]
