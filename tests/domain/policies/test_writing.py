"""Policies are written and released through the doors of knowledge; what has faults is not even a draft."""

import json

import pytest

from tandem.core.kit.refusals import Forbidden, Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.reading import Faulty
from tandem.domain.knowledge.articles.actions.importing import import_documents
from tandem.domain.knowledge.articles.actions.writing import create_article
from tandem.domain.knowledge.articles.models import Article, Version
from tandem.domain.knowledge.policies.actions.writing import create_policy, save_policy
from tandem.domain.knowledge.policies.queries import meeting_of, policies_in_force
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation import clock
from tandem.foundation.clock.time import VirtualClock
from tests.ruling import ABOVE, HURT, REFUNDS, reruled, ruled, wording

pytestmark = pytest.mark.django_db


def slugs(found):
    return [one.policy.slug for one in found]


@pytest.mark.proves("R13", "R15")
def test_a_policy_is_in_force_once_somebody_else_approved_it_and_gone_at_once_when_withdrawn(house):
    entry = create_policy(house.author, house.brand.pk, wording=wording("escalation", HURT, title="Somebody is hurt"))
    submit(house.author, entry)
    assert policies_in_force("escalation") == ()
    with pytest.raises(Forbidden):
        approve(house.author, entry)
    assert policies_in_force("escalation") == ()
    approve(house.approver, entry)
    (policy,) = policies_in_force("escalation")
    assert (policy.ref, policy.title, policy.version, policy.content.within_minutes) == (entry.ref, "Somebody is hurt", 1, 5)
    retire(house.approver, entry, reason="The desk has closed.")
    assert policies_in_force("escalation") == ()
    assert meeting_of(Facts(text="I am hurt")).escalations == ()


@pytest.mark.proves("R13")
def test_what_was_in_force_at_any_moment_can_be_read_back(house):
    with clock.on(VirtualClock(clock.now())) as time:
        entry = ruled(house.brand.pk, "escalation", HURT)
        first = clock.now()
        time.advance(3600)
        reruled(entry, {**HURT, "within_minutes": 2})
        assert [policy.content.within_minutes for policy in policies_in_force("escalation")] == [2]
        assert [policy.content.within_minutes for policy in policies_in_force("escalation", at=first)] == [5]


@pytest.mark.proves("R13")
def test_a_draft_with_faults_is_refused_with_all_of_them_and_nothing_is_kept(house):
    bad = json.dumps({"class": "weather", "when": "colour", "to": {"kind": "role", "key": "lead"}, "within_minutes": 0})
    document = Document(slug="x", title="X", body="", kind="escalation", content=bad)
    for attempt in (
        lambda: create_article(house.author, house.brand.pk, wording=document),
        lambda: create_policy(house.author, house.brand.pk, wording=document),
        lambda: import_documents(house.author, house.brand.pk, documents=[document]),
    ):
        with pytest.raises(Faulty) as refusal:
            attempt()
        assert [fault.path for fault in refusal.value.faults] == ["class", "when", "within_minutes"]
        assert Article.objects.count() == Version.objects.count() == 0


def test_a_rule_names_a_member_of_the_brand_or_nobody(house):
    content = {**HURT, "to": {"kind": "member", "key": "mem_nobody"}}
    with pytest.raises(Invalid) as refusal:
        create_policy(house.author, house.brand.pk, wording=wording("escalation", content))
    assert refusal.value.field == "to.key"
    assert Article.objects.count() == 0


def test_two_who_write_at_once_do_not_overwrite_each_other(house):
    entry = ruled(house.brand.pk, "escalation", HURT)
    before = Version.objects.get().content_hash
    save_policy(house.author, entry, wording=wording("escalation", {**HURT, "within_minutes": 9}), unless_changed_from=before)
    with pytest.raises(Refused) as refusal:
        save_policy(house.author, entry, wording=wording("escalation", HURT), unless_changed_from=before)
    assert refusal.value.code == "changed_meanwhile"
    assert Version.objects.get(number=2).content["within_minutes"] == 9


@pytest.mark.proves("R13", "R15")
def test_what_a_conversation_meets_is_asked_of_what_is_in_force(house):
    for kind, content, title in (("escalation", HURT, "Hurt"), ("escalation", ABOVE, "Above"), ("boundary", REFUNDS, "Refunds")):
        ruled(house.brand.pk, kind, content, title=title)
    asked = {"intent": "refund", "text": "please", "pool": "gig"}
    from tandem.core.kit.money import Money

    inside, beyond = (meeting_of(Facts(**asked, amount=Money("GBP", minor))) for minor in (7500, 7501))
    assert (slugs(inside.escalations), slugs(beyond.escalations)) == ([], ["above"])
    assert [bound.may for bound in inside.boundaries] == ["Up to £75"]
