"""Measures, gaps, contradictions, comments and proposals as pages: who sees them, what each press does."""

import re

import pytest

from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.measures import Cited
from tandem.domain.assistance.gaps.actions.gathering import gather
from tandem.domain.assistance.gaps.actions.noting import note_unfound
from tandem.domain.assistance.gaps.models import Gap, GapDraft, GapEnd
from tandem.domain.knowledge.articles.models import Section, Version
from tandem.domain.knowledge.contradictions.actions import look_through
from tandem.domain.knowledge.contradictions.models import Contradiction, Ruling
from tandem.domain.knowledge.discussions.actions.proposing import propose_edit
from tandem.domain.knowledge.discussions.models import Comment, CreditWish, Proposal, Resolution, Verdict
from tandem.domain.knowledge.usage.actions.counting import Place, count
from tandem.domain.knowledge.usage.actions.flagging import flag
from tandem.domain.knowledge.usage.models import Flag, FlagRuling
from tandem.domain.service.conversations.actions.stating import state_matter
from tandem.foundation import clock
from tandem.foundation.tenancy.scope import scope
from tests.cast import new_conversation, person
from tests.knowing import in_force
from tests.web.studio.house import library, signed_in, written

pytestmark = pytest.mark.django_db
PAGES = ("measures", "gaps", "contradictions", "proposals")


@pytest.fixture
def house():
    made = library()
    made.article = written(made)
    return made


def used(house, n, pool="gig"):
    served = house.pools[pool]
    with scope(house.scope):
        for number in range(n):
            where = Place("desk", "chat", f"{pool}{number}", served.pk, served.vendor_id)
            count(house.brand.pk, [Cited(house.article.ref, 1)], kinds=("shown", "used"), key=f"{pool}{number}", place=where, at=clock.now())


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["lena", "ada", "jonas", "olga"])
def test_who_keeps_or_leads_sees_each_page_empty_and_full(house, page, name):
    assert signed_in(house, name).get(f"/knowledge/{page}/").status_code == 200


@pytest.mark.parametrize("page", ["measures", "gaps", "contradictions"])
def test_an_expert_is_told_that_measures_are_not_theirs(house, page):
    assert signed_in(house, "amara").get(f"/knowledge/{page}/").status_code == 403


@pytest.mark.proves("R16", "R17")
def test_figures_carry_their_interval_and_few_are_a_dash(house):
    used(house, 24)
    used(house, 2, pool="vendor")
    said = text_of(signed_in(house, "lena").get("/knowledge/measures/"))
    assert "Delay repay" in said
    assert "100% 86 to 100 of 24" in said
    assert "Fewer than 20: too few to tell" in said


def test_topics_stand_beside_the_queues(house):
    with scope(house.scope):
        for _ in range(3):
            state_matter(person(house.amara), house.brand.pk, new_conversation(house).pk, topic="delay-repay")
    said = text_of(signed_in(house, "lena").get("/knowledge/measures/"))
    assert "delay-repay 3 – Fewer than 20: too few to tell – Fewer than 20: too few to tell 0 " in said


@pytest.mark.proves("L5", "R16")
def test_a_vendors_lead_reads_the_vendors_own_figures(house):
    used(house, 24)
    used(house, 3, pool="vendor")
    said = text_of(signed_in(house, "vic").get("/knowledge/measures/"))
    assert "Brightline 3" in said
    assert "Gig" not in said


@pytest.mark.proves("R16")
def test_the_card_beside_the_article_says_how_its_version_does(house):
    used(house, 24)
    client = signed_in(house, "ada")
    assert f"/knowledge/{house.article.ref}/measures/?version=1" in client.get(f"/knowledge/{house.article.ref}/").content.decode()
    card = client.get(f"/knowledge/{house.article.ref}/measures/?version=1", headers={"HX-Request": "true"})
    assert "How v1 does" in text_of(card)
    assert "<html" not in card.content.decode()
    assert "Gig 24 24 100%" in text_of(client.get(f"/knowledge/{house.article.ref}/measures/"))
    assert client.get(f"/knowledge/{house.article.ref}/measures/?version=x").status_code == 404


def test_a_flag_is_raised_and_an_approver_decides(house):
    given = {"version": 1, "about": "wrong", "reason": "It is 60 days."}
    assert signed_in(house, "amara").post(f"/knowledge/{house.article.ref}/flags", given).status_code == 302
    with scope(house.scope):
        row = Flag.objects.get()
    assert "It is 60 days." in text_of(signed_in(house, "lena").get("/knowledge/measures/"))
    path = f"/knowledge/{house.article.ref}/flags/{row.ref}/ruling"
    assert signed_in(house, "ada").post(path, {"verdict": "confirmed"}).status_code == 403
    signed_in(house, "jonas").post(path, {"verdict": "confirmed", "note": "So it is."})
    with scope(house.scope):
        assert FlagRuling.objects.get().confirmed is True


@pytest.mark.parametrize("version", ["", "x", "99"])
def test_a_flag_of_no_version_changes_nothing(house, version):
    answer = signed_in(house, "amara").post(f"/knowledge/{house.article.ref}/flags", {"version": version, "about": "wrong", "reason": "So."})
    assert answer.status_code in (404, 409)
    with scope(house.scope):
        assert Flag.objects.count() == 0


@pytest.fixture
def gap(house):
    with scope(house.scope):
        for n in range(3):
            note_unfound(house.brand.pk, text="May I bring a folding scooter on the train?", language="en", key=f"v{n}")
        gather(house.brand.pk)
        return Gap.objects.get()


@pytest.mark.proves("R19")
def test_an_article_is_begun_from_a_gap(house, gap):
    assert "3 questions" in text_of(signed_in(house, "lena").get("/knowledge/gaps/"))
    path = f"/knowledge/gaps/{gap.ref}/article"
    assert signed_in(house, "lena").post(path).status_code == 403
    answer = signed_in(house, "ada").post(path)
    with scope(house.scope):
        draft = GapDraft.objects.get()
        assert answer["Location"] == f"/knowledge/{draft.article.ref}/draft/"
        assert Version.objects.get(article=draft.article).status == "draft"


def test_a_gap_is_dismissed_with_a_reason(house, gap):
    client = signed_in(house, "ada")
    assert client.post(f"/knowledge/gaps/{gap.ref}/dismissal", {"reason": ""}).status_code == 422
    with scope(house.scope):
        assert GapEnd.objects.count() == 0
    client.post(f"/knowledge/gaps/{gap.ref}/dismissal", {"reason": "Not ours."})
    with scope(house.scope):
        assert GapEnd.objects.get().reason == "Not ours."
    assert "No gaps" in text_of(client.get("/knowledge/gaps/"))


def test_a_contradiction_is_shown_with_both_sentences_and_ruled_on(house):
    with scope(house.scope):
        for slug, days in (("a", 28), ("b", 60)):
            body = f"Claims for delayed trains are open for {days} days after the journey."
            in_force(house.brand.pk, Document(slug=slug, title=f"About {slug}", body=body))
        look_through(house.brand.pk)
        row = Contradiction.objects.get()
    client = signed_in(house, "ada")
    said = text_of(client.get("/knowledge/contradictions/"))
    assert "open for 28 days" in said
    assert "open for 60 days" in said
    assert client.post(f"/knowledge/contradictions/{row.ref}/ruling", {"verdict": "dismissed", "reason": ""}).status_code == 422
    client.post(f"/knowledge/contradictions/{row.ref}/ruling", {"verdict": "dismissed", "reason": "Two schemes."})
    with scope(house.scope):
        assert Ruling.objects.get().reason == "Two schemes."
    assert "Two schemes." in text_of(client.get("/knowledge/contradictions/?state=dismissed"))


@pytest.mark.proves("R41")
def test_an_expert_proposes_and_an_author_makes_a_draft_with_one_press(house):
    with scope(house.scope):
        section = Section.objects.get(heading="How to claim").section_ref
    expert = signed_in(house, "amara")
    page = expert.get(f"/knowledge/{house.article.ref}/discussion/?version=1&section={section}")
    assert "- Use the form." in page.content.decode()
    expert.post(f"/knowledge/{house.article.ref}/edits", {"version": 1, "section": section, "wording": "- Use the app.", "reason": "There is one."})
    with scope(house.scope):
        row = Proposal.objects.get()
    assert "There is one." in text_of(expert.get("/knowledge/proposals/"))
    assert expert.post(f"/knowledge/proposals/{row.ref}/acceptance").status_code == 403
    assert signed_in(house, "ada").post(f"/knowledge/proposals/{row.ref}/acceptance").status_code == 302
    with scope(house.scope):
        assert "- Use the app." in Version.objects.get(article=house.article, status="draft").body
        assert Verdict.objects.get().outcome == "accepted"


def test_a_proposal_is_declined_or_taken_back(house):
    with scope(house.scope):
        rows = [propose_edit(person(house.amara), house.article, version=1, wording=f"W{n}", reason="R") for n in range(2)]
    signed_in(house, "ada").post(f"/knowledge/proposals/{rows[0].ref}/refusal", {"reason": "No."})
    signed_in(house, "amara").post(f"/knowledge/proposals/{rows[1].ref}/withdrawal")
    with scope(house.scope):
        assert sorted(Verdict.objects.values_list("outcome", flat=True)) == ["declined", "withdrawn"]


def test_comments_are_written_and_resolved(house):
    expert = signed_in(house, "amara")
    expert.post(f"/knowledge/{house.article.ref}/comments", {"version": 1, "text": "Is this so?"})
    with scope(house.scope):
        row = Comment.objects.get()
    assert "Is this so?" in text_of(signed_in(house, "ada").get(f"/knowledge/{house.article.ref}/discussion/"))
    signed_in(house, "ada").post(f"/knowledge/{house.article.ref}/comments/{row.ref}/resolution")
    with scope(house.scope):
        assert Resolution.objects.count() == 1


def test_whether_one_is_named_is_ones_own_to_say(house):
    signed_in(house, "amara").post("/knowledge/proposals/credit", {"named": "yes"})
    with scope(house.scope):
        assert [(wish.member, wish.named) for wish in CreditWish.objects.all()] == [(house.amara, True)]
    assert "You are named" in text_of(signed_in(house, "amara").get("/knowledge/proposals/"))


def test_open_flags_stand_beside_the_article(house):
    with scope(house.scope):
        flag(person(house.amara), house.article, version=1, about="unclear", reason="Which form?")
    card = signed_in(house, "jonas").get(f"/knowledge/{house.article.ref}/measures/?version=1", headers={"HX-Request": "true"})
    assert "1 report to decide" in text_of(card)
