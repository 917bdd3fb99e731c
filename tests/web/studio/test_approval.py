"""The approval card: who may do what, dates, renewal, retirement, letters to approvers; refusals change nothing."""

from datetime import timedelta

import pytest

from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.releases import Rule
from tandem.domain.knowledge.articles.actions.writing import save_draft
from tandem.domain.knowledge.articles.models import Article, Version
from tandem.domain.knowledge.releases.actions.reviewing import send_back, submit
from tandem.domain.knowledge.releases.actions.ruling import set_rule
from tandem.domain.knowledge.releases.models import Approval, Nudge, Renewal, Retirement
from tandem.domain.knowledge.releases.tasks import publish_when_due
from tandem.foundation import clock
from tandem.foundation.clock.time import VirtualClock
from tandem.foundation.mail.models import Letter
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.studio.house import approved, library, sent, signed_in, written
from tests.web.studio.test_reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return library()


@pytest.fixture
def article(house):
    """In review, by Ada."""
    article = written(house, published=False)
    sent(house, article)
    return article


def page(house, name, article):
    return text_of(signed_in(house, name).get(f"/knowledge/{article.ref}/"))


def post(house, name, article, deed, **data):
    return signed_in(house, name).post(f"/knowledge/{article.ref}/{deed}/", data)


def standing(house, article):
    with scope(house.scope):
        version = Version.objects.filter(article=article).latest("number")
        return version.status, Approval.objects.filter(version=version).count()


@pytest.mark.proves("R13")
def test_each_sees_what_they_may_do(house, article):
    assert "Approve version 1" in page(house, "marta", article)
    said = page(house, "ada", article)
    assert "Approve version 1" not in said
    assert "Jonas, Marta can approve it." in said
    assert "0 of 1" in said


@pytest.mark.proves("R13", "R17")
def test_who_wrote_it_is_told_why_they_cannot(house):
    article = written(house, published=False)
    with scope(house.scope):
        save_draft(person(house.jonas), article, wording=Document(slug=article.slug, title=article.title, body="Jonas's words."))
    sent(house, article)
    said = page(house, "jonas", article)
    assert "You wrote this version, so you can’t approve it ." in said
    assert "Marta can." in said
    answer = post(house, "jonas", article, "approval")
    assert answer.status_code == 409
    assert standing(house, article) == ("in_review", 0)


@pytest.mark.proves("R13")
def test_money_asks_for_two_and_the_card_counts_them(house):
    with scope(house.scope):
        set_rule(person(house.olga), house.brand.pk, kind="article", rule=Rule(1, 2))
    article = written(house, body="You get £10.", published=False)
    sent(house, article)
    post(house, "jonas", article, "approval", note="Facts checked")
    said = page(house, "jonas", article)
    assert "1 of 2" in said
    assert "Marta, because it touches money" in said
    assert "Jonas, " in said
    assert "Facts checked" in said
    assert standing(house, article) == ("in_review", 1)
    post(house, "marta", article, "approval")
    assert standing(house, article) == ("published", 2)


@pytest.mark.proves("R17")
def test_what_was_changed_after_one_opened_it_is_not_approved(house, article):
    client = signed_in(house, "marta")
    seal = client.get(f"/knowledge/{article.ref}/").context["card"].seal
    with scope(house.scope):
        send_back(person(house.ada), article, reason="One more thing.")
        save_draft(person(house.ada), article, wording=Document(slug=article.slug, title=article.title, body="Quite other words."))
        submit(person(house.ada), article)
    answer = client.post(f"/knowledge/{article.ref}/approval/", {"seen": seal})
    assert answer.status_code == 409
    assert "This wording was changed after you opened it." in text_of(answer)
    assert standing(house, article) == ("in_review", 0)


def test_it_is_sent_back_with_a_reason_that_the_author_reads(house, article):
    assert post(house, "marta", article, "sending-back").status_code == 422
    assert standing(house, article) == ("in_review", 0)
    post(house, "marta", article, "sending-back", reason="The amount is old.")
    assert "Marta sent it back: The amount is old." in page(house, "ada", article)


@pytest.mark.proves("R17")
def test_a_date_is_kept_and_may_be_brought_forward(house):
    with clock.on(VirtualClock(clock.now())) as time:
        early, late = written(house, "Early", published=False), written(house, "Late", published=False)
        for article in (early, late):
            post(house, "ada", article, "submission", publish_at=f"{clock.now() + timedelta(days=3):%Y-%m-%dT%H:%M}", note="For Monday")
            post(house, "marta", article, "approval")
            assert standing(house, article) == ("approved", 1)
        post(house, "marta", early, "publication")
        assert standing(house, early) == ("published", 1)
        time.advance(3 * 86400)
        with scope(house.scope):
            publish_when_due()
        assert standing(house, late) == ("published", 1)


@pytest.mark.parametrize("data", [{"publish_at": "soon"}, {"expires_at": "2020-01-01T00:00"}])
def test_a_senseless_date_is_refused_and_it_stays_a_draft(house, data):
    article = written(house, published=False)
    assert post(house, "ada", article, "submission", **data).status_code == 422
    assert standing(house, article) == ("draft", 0)


def expiring(house):
    article = written(house, published=False)
    sent(house, article, expires_at=clock.now() + timedelta(days=6))
    approved(house, article)
    return article


@pytest.mark.proves("R13")
def test_what_ends_soon_is_read_again_by_somebody_else(house):
    article = expiring(house)
    assert "I read it again: still right" in page(house, "marta", article)
    post(house, "marta", article, "renewal", expires_at="2031-01-01T00:00")
    with scope(house.scope):
        assert Version.objects.get(article=article).expires_at.year == 2031
        assert Renewal.objects.get().by_id == house.marta.pk
    post(house, "marta", article, "renewal", without_end="1", expires_at="2031-01-01T00:00")
    with scope(house.scope):
        assert Version.objects.get(article=article).expires_at is None


def test_its_writer_does_not_renew_it(house):
    article = written(house, published=False)
    with scope(house.scope):
        save_draft(person(house.jonas), article, wording=Document(slug=article.slug, title=article.title, body="Jonas's words."))
    sent(house, article, by="jonas", expires_at=clock.now() + timedelta(days=6))
    approved(house, article, by="marta")
    assert "I read it again: still right" not in page(house, "jonas", article)
    assert post(house, "jonas", article, "renewal", expires_at="2031-01-01T00:00").status_code == 409
    with scope(house.scope):
        assert Renewal.objects.count() == 0


@pytest.mark.proves("R13")
def test_a_retired_articles_address_leads_on(house):
    old, new = written(house), written(house, "Money back")
    post(house, "marta", old, "retirement", reason="Merged.", successor="money-back")
    assert "Its address leads to Money back" in page(house, "ada", old)
    with scope(house.scope):
        assert Retirement.objects.get().successor_id == new.pk


@pytest.mark.parametrize(
    ("data", "status"), [({"reason": ""}, 422), ({"reason": "x", "successor": "nowhere"}, 422), ({"reason": "x", "successor": "delay-repay"}, 409)]
)
def test_a_retirement_without_reason_or_goal_is_refused(house, data, status):
    article = written(house)
    assert post(house, "marta", article, "retirement", **data).status_code == status
    with scope(house.scope):
        assert Article.objects.get().state == "published"


@pytest.mark.proves("R17")
def test_approvers_are_reminded_by_letter_once_a_day(house, article):
    with clock.on(VirtualClock(clock.now())) as time:
        assert post(house, "ada", article, "reminder").status_code == 302
        assert sorted(Letter.objects.values_list("recipient", flat=True)) == ["jonas@northwind.example", "marta@northwind.example"]
        letter = Letter.objects.first()
        assert letter.subject == "Northwind: “Delay repay” waits for your approval"
        assert f"/knowledge/{article.ref}/?view=changes&version=1" in letter.text
        again = post(house, "jonas", article, "reminder")
        assert (again.status_code, Letter.objects.count()) == (429, 2)
        time.advance(86400)
        assert post(house, "jonas", article, "reminder").status_code == 302
        assert Letter.objects.count() == 4
        with scope(house.scope):
            assert Nudge.objects.count() == 2


def test_nobody_is_reminded_of_a_draft(house):
    article = written(house, published=False)
    assert post(house, "ada", article, "reminder").status_code == 409
    assert Letter.objects.count() == 0
