"""SQL as the application's own role cannot release, rewrite or end anything past the guards: each by its name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.domain.knowledge.articles.models import Section, Version
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.domain.knowledge.releases.models import Approval, Contribution, Renewal
from tandem.foundation import clock
from tests.domain.knowledge.people import hired

pytestmark = pytest.mark.django_db
LATER = datetime(2030, 1, 1, tzinfo=UTC)
PEOPLE = {"ann": ["author"], "bea": ["author", "approver"], "zoe": ["approver"], "eve": ["expert"]}


@pytest.fixture
def shelf(house):
    """Version ids of a draft, one in review, one approved for a later day, one in force and the one before it."""
    people = hired(house.brand, PEOPLE)

    def article(slug):
        return create_article(people["ann"], house.brand.pk, wording=Document(slug=slug, title=slug, body=f"About {slug}."))

    def newest(article):
        return Version.objects.filter(article=article).latest("number").pk

    draft, review, approved, force = (article(slug) for slug in ("draft", "review", "approved", "force"))
    submit(people["ann"], review)
    submit(people["ann"], approved, publish_at=clock.now() + timedelta(days=9))
    approve(people["zoe"], approved)
    submit(people["ann"], force)
    approve(people["zoe"], force)
    former = newest(force)
    save_draft(people["bea"], force, wording=Document(slug="force", title="force", body="Anew."))
    submit(people["bea"], force)
    approve(people["zoe"], force)
    ids = {name: newest(one) for name, one in (("draft", draft), ("review", review), ("approved", approved), ("force", force))}
    members = {name: actor.membership_id for name, actor in people.items()}
    return {**ids, "former": former, "brand": house.brand.pk, "article": force.pk, "other": draft.pk, **members}


NOW = "'2026-11-01T00:00:00Z'"
INSERT = (
    "INSERT INTO articles_version (brand_id, article_id, number, title, summary, body, language, audience, products, plans, regions, channels, needs,"
    " related, reason, status, content_hash, seal, round, approvals_needed, created_at, published_at, valid_from)"
    " SELECT brand_id, article_id, 99, title, summary, body, language, audience, products, plans, regions, channels, needs, related, reason,"
)
APPROVE = f"INSERT INTO releases_approval (brand_id, version_id, round, seal, by_id, note, at) VALUES (%(brand)s, {{0}}, 1, '', {{1}}, '', {NOW})"
RENEW = f"INSERT INTO releases_renewal (brand_id, version_id, expires_at, by_id, at) VALUES (%(brand)s, {{0}}, '2031-01-01Z', {{1}}, {NOW})"
SECTION = (
    "INSERT INTO articles_section (brand_id, version_id, section_ref, position, title, heading, text, language, embedder, embedding)"
    " SELECT brand_id, version_id, 'sec_x', 99, title, heading, 'Mine.', language, embedder, embedding"
    " FROM articles_section WHERE version_id = %(force)s LIMIT 1"
)
GUARDS = [
    ("only a draft can be thrown away", "DELETE FROM articles_version WHERE id = %(review)s"),
    ("only a draft can be thrown away", "DELETE FROM articles_version WHERE id = %(force)s"),
    ("a version begins as a draft", f"{INSERT} 'published', content_hash, seal, 1, 1, {NOW}, {NOW}, {NOW} FROM articles_version WHERE id = %(force)s"),
    ("a version begins as a draft", f"{INSERT} 'draft', content_hash, seal, 3, 1, {NOW}, NULL, NULL FROM articles_version WHERE id = %(force)s"),
    ("a version stays where it is", "UPDATE articles_version SET article_id = %(other)s WHERE id = %(force)s"),
    ("a version stays where it is", "UPDATE articles_version SET number = 7 WHERE id = %(draft)s"),
    ("what was sent for review is not rewritten", "UPDATE articles_version SET body = 'Mine.' WHERE id = %(review)s"),
    ("what was sent for review is not rewritten", "UPDATE articles_version SET body = 'Mine.' WHERE id = %(force)s"),
    ("what was sent for review is not rewritten", "UPDATE articles_version SET title = 'Mine' WHERE id = %(former)s"),
    ("what was sent for review is not rewritten", "UPDATE articles_version SET plans = '{gold}' WHERE id = %(approved)s"),
    ("what was sent for review is not rewritten", "UPDATE articles_version SET audience = '{customer}' WHERE id = %(force)s"),
    ("what was sent for review is not rewritten", "UPDATE articles_version SET author_id = %(zoe)s WHERE id = %(review)s"),
    ("what was sent for review is not rewritten", "UPDATE articles_version SET status = 'draft', body = 'Mine.', round = 1 WHERE id = %(review)s"),
    ("a round begins when a draft is sent for review", "UPDATE articles_version SET round = 5 WHERE id = %(draft)s"),
    ("a round begins when a draft is sent for review", "UPDATE articles_version SET status = 'in_review' WHERE id = %(draft)s"),
    ("how many approvals are needed stands", "UPDATE articles_version SET approvals_needed = 2 WHERE id = %(review)s"),
    ("a date of expiry is moved by a renewal", "UPDATE articles_version SET expires_at = '2031-01-01Z' WHERE id = %(force)s"),
    ("a version comes into force once", f"UPDATE articles_version SET valid_from = {NOW} WHERE id = %(force)s"),
    ("a version comes into force once", f"UPDATE articles_version SET valid_from = {NOW}, published_at = {NOW} WHERE id = %(draft)s"),
    ("a version comes into force once", "UPDATE articles_version SET published_by_id = %(bea)s WHERE id = %(force)s"),
    ("a version ends once", "UPDATE articles_version SET valid_until = '2031-01-01Z' WHERE id = %(former)s"),
    ("a version ends once", "UPDATE articles_version SET valid_until = NULL, status = 'published' WHERE id = %(former)s"),
    ("no such step", "UPDATE articles_version SET status = 'approved' WHERE id = %(draft)s"),
    ("no such step", "UPDATE articles_version SET status = 'draft' WHERE id = %(force)s"),
    ("what has its approvals is not reviewed anew", "UPDATE articles_version SET status = 'in_review' WHERE id = %(approved)s"),
    ("no such step", "UPDATE articles_version SET status = 'in_review' WHERE id = %(force)s"),
    ("the approvals are not complete", "UPDATE articles_version SET status = 'approved' WHERE id = %(review)s"),
    ("only what is in review is approved", APPROVE.format("%(draft)s", "%(zoe)s")),
    ("only what is in review is approved", APPROVE.format("%(force)s", "%(zoe)s")),
    ("only an approver of the brand approves", APPROVE.format("%(review)s", "%(eve)s")),
    ("an approver who did not write it renews a version", RENEW.format("%(force)s", "%(bea)s")),
    ("an approver who did not write it renews a version", RENEW.format("%(force)s", "%(eve)s")),
    ("only what is in force is renewed", RENEW.format("%(former)s", "%(zoe)s")),
    ("only what is in force is renewed", RENEW.format("%(approved)s", "%(zoe)s")),
    ("sections are written when an approved version comes into force", SECTION),
]  # fmt: skip
# What the application's role may not do at all.
FORBIDDEN = [
    "INSERT INTO releases_contribution (brand_id, version_id, member_id) VALUES (%(brand)s, %(review)s, %(zoe)s)",
    "DELETE FROM releases_contribution WHERE version_id = %(review)s",
    "UPDATE releases_contribution SET member_id = %(zoe)s WHERE version_id = %(review)s",
    "UPDATE releases_approval SET by_id = %(bea)s WHERE version_id = %(force)s",
    "DELETE FROM releases_approval WHERE version_id = %(force)s",
    "DELETE FROM releases_submission WHERE version_id = %(review)s",
    "UPDATE releases_releaserule SET approvals = 1",
    "DELETE FROM releases_retirement",
    "DELETE FROM releases_nudge",
    "UPDATE articles_section SET text = 'Mine.' WHERE version_id = %(force)s",
    "DELETE FROM articles_section WHERE version_id = %(force)s",
    "DELETE FROM articles_attachment",
    "ALTER TABLE articles_version DISABLE TRIGGER knowledge_guard",
    "DROP TRIGGER knowledge_guard ON articles_version",
    "SET session_replication_role = replica",
]


def state():
    """Everything that says what is released."""
    said = ("id", "article_id", "number", "title", "body", "plans", "audience", "status", "seal", "round", "author_id")
    versions = Version.objects.order_by("id").values_list(*said, "approvals_needed", "expires_at", "valid_from", "valid_until")
    tables = [model.objects.order_by("id").values_list() for model in (Approval, Contribution, Renewal)]
    return [list(versions), *map(list, tables), list(Section.objects.order_by("id").values_list("id", "version_id", "text"))]


def run(statement, values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.proves("R13", "R17")
@pytest.mark.parametrize(("why", "statement"), GUARDS, ids=[f"{n}: {why}" for n, (why, _) in enumerate(GUARDS)])
def test_a_guard_refuses(shelf, why, statement):
    before = state()
    with pytest.raises(IntegrityError, match=why) as refusal:
        run(statement, shelf)
    assert refusal.value.__cause__.diag.constraint_name == "release_guard"
    assert state() == before


@pytest.mark.proves("R13", "L4")
@pytest.mark.parametrize("name", ["ann", "bea"])
def test_whoever_wrote_any_of_it_does_not_approve_it(house, shelf, name):
    """Ann began it and Bea, an approver, wrote on: neither stands for it, whatever name the row bears."""
    people = hired(house.brand, PEOPLE)
    article = create_article(people["ann"], house.brand.pk, wording=Document(slug="both", title="Both", body="Ann's."))
    save_draft(people["bea"], article, wording=Document(slug="both", title="Both", body="Ann's and Bea's."))
    version = submit(people["ann"], article)
    why = "who wrote a version does not approve it" if name == "bea" else "only an approver of the brand approves"
    before = state()
    with pytest.raises(IntegrityError, match=why):
        run(APPROVE.format(version.pk, f"%({name})s"), shelf)
    assert state() == before
    run(APPROVE.format(version.pk, "%(zoe)s"), shelf)
    assert Approval.objects.get(version=version).seal == Version.objects.get(pk=version.pk).seal


@pytest.mark.proves("R13")
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_applications_role_has_no_right_to(shelf, statement):
    before = state()
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        run(statement, shelf)
    assert state() == before


RAISE = f"""INSERT INTO releases_releaserule (brand_id, kind, approvals, approvals_for_money, set_at) VALUES (%(brand)s, 'article', 1, 2, {NOW})"""


@pytest.mark.proves("R13", "R17")
@pytest.mark.parametrize(("body", "lacks"), [("You get £10.", True), ("Dogs travel free.", False)])
def test_what_touches_money_needs_as_many_as_the_rule_asks_for_by_now(house, shelf, body, lacks):
    people = hired(house.brand, PEOPLE)
    article = create_article(people["ann"], house.brand.pk, wording=Document(slug="more", title="More", body=body))
    version = submit(people["ann"], article)
    run(APPROVE.format(version.pk, "%(zoe)s"), shelf)
    run(RAISE, shelf)
    release = f"UPDATE articles_version SET status = 'approved' WHERE id = {version.pk}"
    if lacks:
        with pytest.raises(IntegrityError, match="the approvals are not complete"):
            run(release, shelf)
        run(APPROVE.format(version.pk, "%(bea)s"), shelf)
    run(release, shelf)
    assert Version.objects.get(pk=version.pk).status == "approved"


@pytest.mark.proves("R13")
def test_an_approval_whose_approver_has_left_releases_no_more(house, shelf):
    run("UPDATE tenancy_membership SET ended_at = '2026-01-01Z' WHERE id = %(zoe)s", shelf)
    with pytest.raises(IntegrityError, match="only an approver of the brand approves"):
        run(APPROVE.format("%(review)s", "%(zoe)s"), shelf)
    assert not Approval.objects.filter(version_id=shelf["review"]).exists()
