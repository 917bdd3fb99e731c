"""Search: words and meaning, within the brand and the scope, safe against whatever is typed."""

import threading

import pytest
from django.db import connection, connections

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.actions.force import embedded
from tandem.domain.knowledge.articles.actions.writing import create_article
from tandem.domain.knowledge.articles.models import Article, Section, Version
from tandem.domain.knowledge.articles.queries import searching as queries
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation import clock
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope
from tests.knowing import librarian, teach

OPERATOR = Actor("system", via="cli")
ARTICLES = [
    Document(
        slug="bicycles",
        title="Bicycles on board",
        body="A bicycle needs a reservation.\n\n## Folding\n\nFolded ones are free.",
    ),
    Document(slug="refunds", title="Refunds", body="An unused ticket is refunded in 5 working days."),
    Document(slug="pets", title="Pets", body="Dogs travel free on a lead."),
    Document(slug="lost", title="Lost things", body="Report an umbrella left behind, code X-42\\9 O'Hara."),
    Document(slug="billets", title="Billets", body="Un billet non utilisé est remboursé.", language="fr"),
]


@pytest.fixture
def brand(db):
    made = Brand.objects.create(slug="rail", name="Rail", created_at=clock.now())
    with scope(Scope(brands=(made.pk,))):
        teach(made.pk, ARTICLES)
        yield made


def found(brand, text, **options):
    return [p.slug for p in queries.search(brand.pk, text, sections_each=1, **options)]


@pytest.mark.proves("R17", "R22")
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("can I take my bike on the train", "bicycles"),
        ("money back please", "refunds"),
        ("may my puppy ride along", "pets"),
        ("umbrella", "lost"),
        ("X-42\\9", "lost"),
        ("o'hara", "lost"),
    ],
)
def test_meaning_and_words_find_it(brand, text, first):
    assert found(brand, text)[0] == first


def test_the_best_section_of_an_article_comes_first(brand):
    best, other = queries.search(brand.pk, "is a folding bicycle free", k=1, sections_each=2)
    assert (best.heading, other.heading, best.article) == ("Folding", "", other.article)
    assert best.score == other.score
    assert best.cosine + 0.15 * best.section_coverage > other.cosine + 0.15 * other.section_coverage


@pytest.mark.proves("R17")
def test_a_language_that_the_embedder_does_not_know_is_searched_by_words(brand):
    hit, *rest = queries.search(brand.pk, "remboursement d'un billet", language="fr")
    assert (hit.slug, hit.cosine, rest) == ("billets", 0.0, [])
    assert hit.coverage > 0
    assert "billets" not in found(brand, "billet")
    assert found(brand, "zzz", language="fr") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "the of and",
        "'",
        "\\",
        "a & | ! <-> :* ((",
        "'; DROP TABLE articles_article; --",
        "%s %",
        "🚲" * 50,
        "x" * 30_000,
    ],
)
def test_whatever_is_typed_is_only_words(brand, text):
    queries.search(brand.pk, text)
    queries.search(brand.pk, text, language="fr")
    assert Article.objects.count() == len(ARTICLES)


def test_searches_that_are_refused(brand):
    for bad in ({"text": "a\x00"}, {"text": "a", "k": 0}, {"text": "a", "k": 101}):
        with pytest.raises(Invalid):
            queries.search(brand.pk, **bad)


@pytest.mark.proves("L5", "R55", "C51")
def test_the_function_gives_nothing_beyond_the_scope(brand):
    ask = "SELECT count(*) FROM knowledge_search(%s, ARRAY['refund'], ARRAY[NULL]::vector[], 'en', %s, 50, 5, NULL, NULL, NULL, NULL, NULL, '')"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tandem_app",)
        cursor.execute(ask, [brand.pk, clock.now()])
        assert cursor.fetchone() == (1,)
        for brands in ("", str(brand.pk + 1)):
            cursor.execute("SELECT set_config('tandem.brands', %s, true)", [brands])
            cursor.execute(ask, [brand.pk, clock.now()])
            assert cursor.fetchone() == (0,)
            for table in ("articles_article", "articles_version", "articles_section"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,)


@pytest.mark.proves("R13", "L3")
def test_of_two_who_approve_at_once_one_is_told_that_nothing_is_in_review(committed):
    brand = Brand.objects.create(slug="rail", name="Rail", created_at=clock.now())
    own = Scope(brands=(brand.pk,))
    with scope(own):
        article = create_article(OPERATOR, brand.pk, wording=ARTICLES[0])
        submit(OPERATOR, article)
        approver = librarian(brand.pk, "approver")
    known = embedded(ARTICLES[:1])
    outcomes, gate = [], threading.Barrier(2)

    def release():
        try:
            gate.wait(5)
            with scope(own):
                approve(approver, article, known=known)
            outcomes.append("published")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=release) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["not_in_review", "published"]
    with scope(own):
        assert (Version.objects.get().status, Section.objects.count()) == ("published", 2)
