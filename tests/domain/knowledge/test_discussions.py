"""Comments and proposals: who may, what becomes of them, whose words they stay; and a proposer never approves."""

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.core.kit.refusals import Absent, Forbidden, Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.rewording import section_source, with_section
from tandem.domain.knowledge.articles.actions.writing import save_draft
from tandem.domain.knowledge.articles.models import Article, Section, Version
from tandem.domain.knowledge.discussions.access import comment_for, proposal_for
from tandem.domain.knowledge.discussions.actions.commenting import comment, resolve
from tandem.domain.knowledge.discussions.actions.proposing import propose_article, propose_edit, propose_retirement, wish_credit
from tandem.domain.knowledge.discussions.actions.settling import decline, take_up, withdraw
from tandem.domain.knowledge.discussions.models import Comment, Proposal, Verdict
from tandem.domain.knowledge.discussions.queries.crediting import credited
from tandem.domain.knowledge.discussions.queries.listing import comments_of, count_open, proposals_for
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, person
from tests.knowing import in_force, librarian, reworded

pytestmark = pytest.mark.django_db
BIKES = Document(slug="bikes", title="Bicycles", body="Bring it along.\n\n## Booking\n\nReserve 2 hours before.\n\n## Size\n\nUp to 2 metres.")


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope):
        made.article = in_force(made.brand.pk, BIKES)
        made.section = Section.objects.get(heading="Booking").section_ref
        made.author = librarian(made.brand.pk, "author")
        yield made


def suggested(house, by="amara", **changes):
    given = {"version": 1, "section": house.section, "wording": "Reserve 3 hours before.", "reason": "The rule changed."} | changes
    return propose_edit(person(house.people[by]), house.article, **given)


@pytest.mark.proves("R41", "R19")
def test_an_experts_edit_becomes_a_draft_with_one_press(house):
    row = suggested(house)
    assert [(one.title, one.heading, one.by, one.state) for one in proposals_for(house.author)] == [("Bicycles", "Booking", "Amara", "open")]
    take_up(house.author, row)
    draft = Version.objects.get(article=house.article, status="draft")
    assert draft.body == BIKES.body.replace("2 hours", "3 hours")
    assert (draft.author_id, draft.reason) == (house.author.membership_id, "Proposed by an expert: The rule changed.")
    assert [(one.state, one.decided_by) for one in proposals_for(person(house.amara), state="")] == [("accepted", "Author")]


@pytest.mark.proves("R18")
def test_who_wants_it_is_named(house):
    wish_credit(person(house.amara), house.brand.pk, named=True)
    take_up(house.author, suggested(house))
    draft = Version.objects.get(article=house.article, status="draft")
    assert (draft.reason, credited(draft.pk)) == ("Proposed by Amara: The rule changed.", ("Amara",))
    wish_credit(person(house.amara), house.brand.pk, named=False)
    assert credited(draft.pk) == ()


@pytest.mark.proves("R13", "L4")
def test_a_proposer_cannot_approve_what_was_made_of_their_words(house):
    row = suggested(house, by="jonas")
    take_up(house.author, row)
    submit(house.author, house.article)
    with pytest.raises(Refused, match=r"own|wrote"):
        approve(person(house.jonas), house.article)
    version = Version.objects.get(article=house.article, number=2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO releases_approval (brand_id, version_id, round, seal, by_id, note, at) VALUES (%s, %s, 1, '', %s, '', '2026-01-01')",
            [house.brand.pk, version.pk, house.jonas.pk],
        )
    version.refresh_from_db()
    assert version.status == "in_review"
    approve(librarian(house.brand.pk, "approver"), house.article)
    version.refresh_from_db()
    assert version.status == "published"


def test_a_proposal_is_laid_over_an_open_draft(house):
    save_draft(house.author, house.article, wording=Document(slug="bikes", title="Bikes", body=BIKES.body.replace("2 metres", "3 metres")))
    take_up(house.author, suggested(house))
    draft = Version.objects.get(article=house.article, status="draft")
    assert (draft.title, draft.body) == ("Bikes", BIKES.body.replace("2 metres", "3 metres").replace("2 hours", "3 hours"))


def test_what_changed_since_is_not_overwritten(house):
    row = suggested(house)
    reworded(house.article, Document(slug="bikes", title="Bicycles", body=BIKES.body.replace("2 hours", "4 hours")))
    with pytest.raises(Refused, match="changed since"):
        take_up(house.author, row)
    assert (Verdict.objects.count(), Version.objects.filter(article=house.article).count()) == (0, 2)


def test_a_new_article_is_proposed_and_begun(house):
    row = propose_article(person(house.ben), house.brand.pk, title="Folding bikes", wording="Fold it.", reason="Asked daily.")
    article = take_up(house.author, row)
    assert (article.slug, article.state, Version.objects.get(article=article).body) == ("folding-bikes", "draft", "Fold it.")


def test_a_job_proposes_once_a_cause(house):
    def given():
        return propose_article(SYSTEM, house.brand.pk, title="T", wording="W", reason="R", by_id=house.amara.pk, source="answer", key="answer:1")

    assert given() is not None
    assert given() is None
    assert [row.by for row in proposals_for(house.author)] == [""]


@pytest.mark.proves("R18")
def test_what_decays_is_proposed_to_end_and_an_approver_ends_it(house):
    version = Version.objects.get(article=house.article)
    row = propose_retirement(house.brand.pk, house.article, version_id=version.pk, reason="Solved 40 % of 30.", key="decay:1")
    with pytest.raises(Forbidden):
        take_up(house.author, row)
    assert Article.objects.get(pk=house.article.pk).state == "published"
    take_up(librarian(house.brand.pk, "approver"), row)
    assert Article.objects.get(pk=house.article.pk).state == "retired"


def test_declined_with_a_reason_that_its_proposer_reads(house):
    row = suggested(house)
    with pytest.raises(Invalid):
        decline(house.author, row, reason=" ")
    with pytest.raises(Forbidden):
        decline(person(house.amara), row, reason="No.")
    assert Verdict.objects.count() == 0
    decline(house.author, row, reason="It is still 2.")
    with pytest.raises(Refused, match="decided this already"):
        take_up(house.author, row)
    assert [(one.state, one.verdict) for one in proposals_for(person(house.amara), state="")] == [("declined", "It is still 2.")]
    assert Version.objects.filter(article=house.article).count() == 1


def test_only_the_proposer_withdraws(house):
    row = suggested(house)
    with pytest.raises(Forbidden):
        withdraw(person(house.ben), row)
    withdraw(person(house.amara), row)
    assert (count_open(house.author), Verdict.objects.get().outcome) == (0, "withdrawn")


def test_others_proposals_are_not_an_experts_to_see(house):
    row = suggested(house)
    with pytest.raises(Absent):
        proposal_for(person(house.ben), row.ref)
    assert proposals_for(person(house.ben)) == ()


@pytest.mark.parametrize("changes", [{"wording": " "}, {"reason": ""}, {"version": 9}])
def test_a_proposal_has_words_a_reason_and_a_version(house, changes):
    with pytest.raises(Refused):
        suggested(house, **changes)
    assert Proposal.objects.count() == 0


@pytest.mark.proves("R13")
def test_comments_are_resolved_by_their_writer_or_an_author(house):
    row = comment(person(house.amara), house.article, version=1, section=house.section, text="Is this still so?")
    assert [(one.text, one.heading, one.by, one.resolved_by) for one in comments_of(house.article.pk)] == [("Is this still so?", "Booking", "Amara", "")]
    with pytest.raises(Refused):
        resolve(person(house.ben), comment_for(person(house.ben), row.ref))
    resolve(house.author, row)
    with pytest.raises(Refused, match="resolved already"):
        resolve(house.author, row)
    assert [one.resolved_by for one in comments_of(house.article.pk)] == ["Author"]


def test_who_is_no_member_says_nothing(house):
    with pytest.raises(Forbidden):
        comment(Actor("customer", 1), house.article, version=1, text="Hello")
    with pytest.raises(Invalid):
        comment(person(house.amara), house.article, version=1, text="")
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    ("heading", "before"), [("Booking", "Reserve 2 hours before."), ("", "Bring it along."), ("Bicycles: Size", "Up to 2 metres."), ("None", None)]
)
def test_a_section_is_found_and_replaced_in_its_source(heading, before):
    assert section_source(BIKES.body, heading) == before
    changed = with_section(BIKES.body, heading, wording="New.")
    assert changed == (BIKES.body.replace(before, "New.") if before else None)
