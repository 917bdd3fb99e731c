"""Articles: written, released, superseded, retired; what each actor may see; walls between brands."""

from contextvars import Context
from datetime import UTC, datetime

import pytest

from tandem.core.kit.refusals import Absent, Forbidden, Invalid, Refused
from tandem.domain.knowledge.articles.access import article_for, articles_for
from tandem.domain.knowledge.articles.actions.importing import Imported, import_documents
from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.domain.knowledge.articles.models import Article, Section, Version
from tandem.domain.knowledge.articles.queries import reading as readings
from tandem.domain.knowledge.articles.queries import searching
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation import clock
from tandem.foundation.audit.models import Entry
from tandem.foundation.clock.time import VirtualClock
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import Scope, scope
from tests.knowing import released, teach

pytestmark = pytest.mark.django_db


def published(house, wording, **changes):
    article = create_article(house.author, house.brand.pk, wording=wording(**changes))
    released(article, author=house.author, approver=house.approver)
    return article_for(house.author, article.ref)


@pytest.mark.proves("R13", "R17")
def test_a_draft_becomes_the_wording_in_force(house, wording):
    article = create_article(house.author, house.brand.pk, wording=wording())
    assert searching.search(house.brand.pk, "refund my unused ticket") == ()
    released(article, author=house.author, approver=house.approver)
    reading = readings.read(house.expert, article.ref)
    assert (reading.state, reading.version.number, reading.version.author) == ("published", 1, "Author")
    assert [(s.heading, s.text) for s in reading.sections] == [
        ("", "Unused tickets can be refunded."),
        ("How long it takes", "The money is back in 5 working days."),
    ]
    assert list(Entry.objects.order_by("id").values_list("verb", "facts")) == [
        ("article.draft", {"version": 1}),
        ("article.submit", {"version": 1}),
        ("article.approve", {"version": 1}),
        ("article.publish", {"version": 1}),
    ]


@pytest.mark.proves("R13", "R17")
def test_a_new_version_supersedes_and_each_instant_has_its_own_wording(house, wording):
    with clock.on(VirtualClock(datetime(2026, 11, 1, tzinfo=UTC))) as time:
        article = published(house, wording)
        time.advance(3600)
        changed = wording(
            body="Unused tickets can be refunded.\n\n## How long it takes\n\nThe money is back in 9 days.\n"
        )
        save_draft(house.author, article, wording=changed)
        assert readings.read(house.expert, article.ref).version.number == 1
        assert readings.draft_of(house.author, article.ref).version.number == 2
        released(article, author=house.author, approver=house.approver)
        then, now = datetime(2026, 11, 1, 0, 59, tzinfo=UTC), clock.now()
        assert readings.read(house.expert, article.ref, at=then).version.number == 1
        assert readings.read(house.expert, article.ref, at=now).version.number == 2
        with pytest.raises(Absent):
            readings.read(house.expert, article.ref, at=datetime(2026, 10, 1, tzinfo=UTC))
        first, second = (readings.read(house.expert, article.ref, number=n) for n in (1, 2))
        assert first.version.valid_until == second.version.valid_from == now
        assert [s.ref for s in first.sections] == [s.ref for s in second.sections]
        assert [
            p.text for p in searching.search(house.brand.pk, "how long for the money", sections_each=1)
        ] == ["The money is back in 9 days."]
        assert [
            p.version
            for p in searching.search(house.brand.pk, "how long for the money", at=then, sections_each=1)
        ] == [1]
    assert [row.status for row in readings.history(house.author, article.ref)] == ["published", "superseded"]


@pytest.mark.proves("R13")
def test_a_retired_article_answers_nothing_and_stays_readable_as_of_then(house, wording):
    with clock.on(VirtualClock(datetime(2026, 11, 1, tzinfo=UTC))) as time:
        article = published(house, wording)
        then = clock.now()
        time.advance(60)
        retire(house.approver, article, reason="Wrong.")
        assert searching.search(house.brand.pk, "refund") == ()
        assert readings.read(house.author, article.ref, at=then).version.number == 1
    with pytest.raises(Refused, match="already retired"):
        retire(house.approver, article, reason="Wrong.")
    with pytest.raises(Absent):
        article_for(house.expert, article.ref)


@pytest.mark.proves("R13", "C51")
@pytest.mark.parametrize("act", ["create", "save", "submit", "approve", "retire"])
def test_experts_and_customers_write_nothing(house, wording, act):
    article = create_article(house.author, house.brand.pk, wording=wording())
    customer = Actor("customer", 1)
    before = list(Version.objects.values_list("number", "status", "title")), Article.objects.count()
    for actor in (house.expert, house.lead, house.stranger, customer, Actor("ai")):
        tries = {
            "create": lambda by: create_article(by, house.brand.pk, wording=wording(slug="other")),
            "save": lambda by: save_draft(by, article, wording=wording(title="Mine")),
            "submit": lambda by: submit(by, article),
            "approve": lambda by: approve(by, article),
            "retire": lambda by: retire(by, article, reason="Mine."),
        }
        with pytest.raises(Forbidden):
            tries[act](actor)
    assert (list(Version.objects.values_list("number", "status", "title")), Article.objects.count()) == before


@pytest.mark.proves("R13")
def test_a_token_writes_drafts_but_releases_nothing(house, wording):
    token = Actor("token", 1, via="api")
    article = create_article(token, house.brand.pk, wording=wording())
    submit(token, article)
    with pytest.raises(Forbidden):
        approve(token, article)
    with pytest.raises(Forbidden):
        retire(token, article, reason="Wrong.")
    assert Version.objects.get().status == "in_review"


def test_drafts_are_seen_by_those_who_write_and_check_them(house, wording):
    article = create_article(house.author, house.brand.pk, wording=wording())
    assert article_for(house.lead, article.ref).pk == article.pk
    for actor in (house.expert, Actor("customer", 1)):
        with pytest.raises(Absent):
            article_for(actor, article.ref)
        assert articles_for(actor).rows == ()


@pytest.mark.proves("L5", "R55", "C51")
def test_another_brands_article_looks_absent(house, wording):
    article = published(house, wording)
    with pytest.raises(Absent) as absent:
        article_for(house.author, "art_0000000000000000")
    assert [p.article for p in searching.search(house.brand.pk, "refund", sections_each=1)] == [article.ref]

    def beside():  # as another request would, in the other brand's scope
        with scope(Scope(brands=(house.other.pk,))):
            assert searching.search(house.brand.pk, "refund") == ()
            with pytest.raises(Absent) as other:
                article_for(house.stranger, article.ref)
        return str(other.value)

    assert Context().run(beside) == str(absent.value)


def test_two_people_who_edit_at_once_do_not_overwrite_each_other(house, wording):
    article = published(house, wording)
    began_from = readings.read(house.author, article.ref).content_hash
    save_draft(house.author, article, wording=wording(title="First"), unless_changed_from=began_from)
    with pytest.raises(Refused) as refusal:
        save_draft(
            house.approver, article, wording=wording(title="Second"), unless_changed_from=began_from
        )
    assert refusal.value.code == "changed_meanwhile"
    assert readings.draft_of(house.author, article.ref).title == "First"


def test_refusals_of_create_and_publish(house, wording):
    article = published(house, wording)
    with pytest.raises(Refused, match="already an article with the short name refunds"):
        create_article(house.author, house.brand.pk, wording=wording())
    with pytest.raises(Refused, match="no draft"):
        submit(house.author, article)
    empty = create_article(
        house.author, house.brand.pk, wording=wording(slug="empty", body="## Only a heading")
    )
    with pytest.raises(Invalid, match="has no text"):
        submit(house.author, empty)
    assert Section.objects.count() == 2
    assert Version.objects.get(article=empty).status == "draft"


def test_lists_are_filtered_and_paged(house, wording):
    with clock.on(VirtualClock(datetime(2026, 11, 1, tzinfo=UTC))) as time:
        for number in range(5):
            published(
                house,
                wording,
                slug=f"a{number}",
                title=f"Article {number}",
                topics=("even",) if number % 2 == 0 else (),
            )
            time.advance(number // 3)  # some share an instant
    seen, after = [], ""
    while True:
        page = articles_for(house.expert, limit=2, after=after)
        seen += [row.slug for row in page.rows]
        after = page.next
        if not after:
            break
    assert sorted(seen) == ["a0", "a1", "a2", "a3", "a4"]
    assert seen[0] == "a4"
    assert [row.slug for row in articles_for(house.expert, text="cle 3").rows] == ["a3"]
    assert len(articles_for(house.expert, topic="even").rows) == 3
    assert articles_for(house.expert, state="retired").rows == ()
    for bad in ({"after": "x"}, {"after": "WzFd"}, {"state": "gone"}, {"limit": 0}, {"text": "\x00"}):
        with pytest.raises(Invalid):
            articles_for(house.expert, **bad)


@pytest.mark.proves("R17")
def test_an_import_runs_twice_and_changes_what_changed(house, wording):
    operator = Actor("system", via="cli")
    documents = [wording(), wording(slug="other", title="Other matters")]
    first = teach(house.brand.pk, documents)
    assert (first.created, len(first.drafts)) == (2, 2)
    run = lambda docs: import_documents(operator, house.brand.pk, documents=docs)  # noqa: E731
    assert run(documents) == Imported(unchanged=2)
    changed = first.drafts[1:]
    assert run([documents[0], wording(slug="other", title="New matters")]) == Imported(updated=1, unchanged=1, drafts=changed)
    assert readings.read(operator, articles_for(operator, text="other").rows[0].ref).title == "Other matters"
    assert teach(house.brand.pk, [wording(slug="other", title="New matters")]) == Imported(unchanged=1, drafts=changed)
    assert readings.read(operator, changed[0]).title == "New matters"
    with pytest.raises(Invalid, match="comes twice"):
        run([wording(), wording()])
    assert Article.objects.count() == 2


def test_what_is_written_is_kept_exactly(house, wording):
    body = "שלום <script>alert(1)</script> é (e + accent)\n\n## مرحبا\n\nنص عربي؟ نعم."
    article = published(house, wording, body=body, title="Ünïcode \u202e ok")
    reading = readings.read(house.expert, article.ref)
    assert reading.body == body
    assert "<script" not in reading.html
    assert [s.heading for s in reading.sections] == ["", "مرحبا"]
