"""The demo brands' policies: enough of each kind, released by two people, and meant for what customers write."""

from collections import Counter

import pytest

from tandem.core.kit.money import Money
from tandem.core.knowledge.policies.contents import read_content
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.meeting import Policy
from tandem.core.knowledge.policies.meeting import meeting as meets
from tandem.demo.ruling import policies_of, rule
from tandem.demo.script import SLUGS
from tandem.domain.authority.rights.queries import rights_in_force
from tandem.domain.knowledge.policies.queries import meeting_of, policies_in_force
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope
from tests.knowing import librarian

LEAST = {"escalation": 6, "boundary": 6, "disclosure": 5, "guide": 4, "macro": 10, "voice": 1, "right": 6}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.proves("R15")
def test_each_brand_has_enough_of_every_kind(slug):
    counts = Counter(document.kind for document in policies_of(slug))
    assert {kind: counts[kind] for kind in LEAST if counts[kind] < LEAST[kind]} == {}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("my son fell on the stairs at Carrow and is bleeding", ["Someone is hurt, or may be"]),
        ("a man is following me in coach D, I am scared", ["Someone feels threatened"]),
        ("I lost my job and cannot afford the season ticket", ["Hardship, illness or distress"]),
        ("I will see my solicitor", ["Speaks of a court, the press or the Ombuds"]),
        ("my train was 50 mins late last night, do i get anything back", []),
        ("Is there a fire exit and a first aid box?", []),
    ],
)
def test_what_passengers_write_meets_the_rule_meant_for_it(text, titles):
    policies = [Policy(d.slug, d.slug, d.title, read_content(d.kind, d.content)) for d in policies_of("northwind")]
    found = meets(policies, Facts(text=text, intent="x", topic="y"), at=clock.now())
    assert [one.policy.title for one in found.escalations] == titles


@pytest.mark.django_db
@pytest.mark.proves("R13")
def test_a_demo_brand_is_ruled_by_author_and_approver():
    brand = Brand.objects.create(slug="northwind", name="Northwind", created_at=clock.now(), is_demo=True)
    with scope(Scope(brands=(brand.pk,))):
        librarian(brand.pk, "author")
        librarian(brand.pk, "approver")
        assert rule(brand) == rule(brand) == len(policies_in_force())
        assert len(rights_in_force()) == 7
        found = meeting_of(Facts(intent="refund", topic="refund-unused-ticket", text="", amount=Money("GBP", 12000), pool="gig", days_since_event=2))
    assert [one.policy.title for one in found.escalations] == ["A payment above what you may give"]
    assert [(one.right.role, one.covers) for one in found.rights] == [("lead", True), ("decision_owner", True), ("expert", False)]
    assert {one.policy.title for one in found.disclosures} == {"The right to go to the Rail Ombuds", "The refund fee", "When money arrives"}
