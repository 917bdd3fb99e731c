"""Which policies a conversation meets, and what an unknown does to each kind."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.authority.rights import Right, covers, needs_four_eyes
from tandem.core.kit.money import Money
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.policies.contents import read_content
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.meeting import Policy, meeting
from tandem.core.knowledge.policies.vocabulary import POOLS

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GBP = {"currency": "GBP"}


def policy(kind, slug, content, **more):
    return Policy(slug, slug, slug.title(), read_content(kind, json.dumps(content)), **more)


def escalation(slug, matter, when, minutes=5):
    return policy("escalation", slug, {"class": matter, "when": when, "to": {"kind": "role", "key": "lead"}, "within_minutes": minutes})


HURT = escalation("hurt", "safety", 'mentions("hurt") or topic = "injury"')
ABOVE = escalation("above", "refund", 'intent = "refund" and amount > limit', 30)
TWICE = escalation("twice", "other", "asked_for_person >= 2", 2)
REFUNDS = policy("boundary", "refunds", {
    "class": "refund", "when": 'intent = "refund"', "ai_may": "Explain", "expert_may": "Up to a limit", "owner_decides": "The rest",
    "limit": {"minor": 5000, **GBP}, "days": 28, "pools": [{"pool": "gig", "may": "Up to £75", "limit": {"minor": 7500, **GBP}}, {"pool": "vendor"}],
})  # fmt: skip
OMBUDS = policy("disclosure", "ombuds", {"text": "You may go to the Ombuds.", "moment": "closing", "intents": ["complaint", "refund"]},
                applies=Applicability(regions=("UK",)), family="o")  # fmt: skip
OMBUDS_DE = policy("disclosure", "ombuds-de", {"text": "Sie dürfen …", "moment": "closing", "intents": ["complaint", "refund"]},
                   applies=Applicability(regions=("UK",)), language="de", family="o")  # fmt: skip
GOLD = policy("macro", "gold", {"text": "As a Gold member …"}, applies=Applicability(plans=("gold",)))
ALL = (HURT, ABOVE, TWICE, REFUNDS, OMBUDS, OMBUDS_DE, GOLD)
LEAD, OWNER = Right("refund", "lead", Money("GBP", 10000)), Right("refund", "decision_owner", None, "refunds", Money("GBP", 50000))


def met(facts, policies=ALL, rights=()):
    return meeting(policies, facts, at=NOW, rights=rights)


def slugs(many):
    return [one.policy.slug for one in many]


@pytest.mark.proves("R13", "R15")
def test_a_refund_beyond_what_a_gig_expert_may_give():
    asked = Facts(intent="refund", topic="fares", amount=Money("GBP", 12000), pool="gig", text="", region="UK", days_since_event=3)
    found = met(asked, rights=(OWNER, LEAD))
    assert slugs(found.escalations) == ["above"]
    (bound,) = found.boundaries
    assert (bound.may, bound.limit, bound.days, bound.within) == ("Up to £75", Money("GBP", 7500), 28, False)
    assert [str(reason) for reason in found.escalations[0].reasons] == [
        'intent = "refund": intent is refund, so it holds',
        "amount > limit: amount is 120.00 GBP, limit is 75.00 GBP, so it holds",
    ]
    assert [(held.right.role, held.covers, held.four_eyes) for held in found.rights] == [("decision_owner", True, False), ("lead", False, False)]
    assert slugs(found.disclosures) == ["ombuds"]
    assert not found.ai_may_answer


def test_the_limit_is_that_of_who_answers():
    ask = {"intent": "refund", "topic": "fares", "amount": Money("GBP", 6000), "text": "", "days_since_event": 40}
    assert slugs(met(Facts(**ask, pool="gig")).escalations) == []
    assert slugs(met(Facts(**ask, pool="in_house")).escalations) == ["above"]
    vendor = met(Facts(**ask, pool="vendor"))
    assert [(bound.hands_over, bound.limit) for bound in vendor.boundaries] == [(True, Money("GBP", 5000))]
    assert met(Facts(**ask, pool="gig")).boundaries[0].within is False, "the days have passed"


def test_what_is_unknown_wakes_safety_and_disclosures_and_gives_no_promise():
    found = met(Facts())
    assert [(one.policy.slug, one.certain) for one in found.escalations] == [("hurt", False)]
    assert [(one.policy.slug, one.certain) for one in found.disclosures] == [("ombuds", False)]
    assert found.boundaries == ()
    assert found.macros == ()
    assert slugs(found.unsettled) == ["above", "twice", "refunds"]
    assert found.limit is None


@pytest.mark.proves("R64")
@pytest.mark.parametrize(("pool", "may"), [("gig", ""), ("ai", ""), ("vendor", ""), ("in_house", "Listen"), ("", "")])
def test_hardship_is_kept_from_pools_that_no_boundary_opens(pool, may):
    content = {"class": "hardship", "when": "vulnerable", "owner_decides": "All", "pools": [{"pool": "in_house", "may": "Listen"}]}
    hardship = policy("boundary", "hardship", content)
    found = met(Facts(vulnerable=True, pool=pool, text="", topic="x"), (hardship,))
    assert [(bound.may, bound.hands_over) for bound in found.boundaries] == [(may, not may)]
    assert not found.ai_may_answer


def test_amounts_of_another_currency_are_no_permission():
    found = met(Facts(intent="refund", amount=Money("EUR", 100), pool="gig", text=""), rights=(LEAD, OWNER))
    assert found.boundaries[0].within is None
    assert slugs(found.unsettled) == ["above", "twice"]
    assert [(held.right.role, held.covers) for held in found.rights] == [("decision_owner", True), ("lead", None)]
    assert needs_four_eyes(OWNER, Money("EUR", 100))


def test_a_wording_for_another_plan_or_another_time_is_not_met():
    assert slugs(met(Facts(plan="Gold ", text="")).macros) == ["gold"]
    assert slugs(met(Facts(plan="basic", text="")).macros) == []
    later = policy("macro", "later", {"text": "Soon"}, applies=Applicability(applies_from=datetime(2026, 4, 1, tzinfo=UTC)))
    assert slugs(met(Facts(), (later,)).macros) == []


@pytest.mark.parametrize(("language", "slug"), [("de", "ombuds-de"), ("de-AT", "ombuds-de"), ("en", "ombuds"), ("fr", "ombuds"), ("", "ombuds")])
def test_a_disclosure_is_made_once_in_the_customers_language_or_in_some(language, slug):
    assert slugs(met(Facts(intent="complaint", region="uk", language=language, text="")).disclosures) == [slug]


def test_a_disclosure_for_elsewhere_is_not_due():
    assert slugs(met(Facts(intent="complaint", region="FR", text="")).disclosures) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [({"pool": "temps"}, "pool"), ({"channel": "pigeon"}, "channel"), ({"failed_checks": -1}, "failed_checks"), ({"days_open": 99_999}, "days_open"),
     ({"intent": "x" * 201}, "intent")],
)  # fmt: skip
def test_facts_that_make_no_sense_are_refused(values, field):
    with pytest.raises(Invalid) as refusal:
        Facts(**values)
    assert refusal.value.field == field


facts = st.builds(
    Facts,
    intent=st.sampled_from(["", "refund", "complaint", "other"]), pool=st.sampled_from(["", *POOLS]), region=st.sampled_from(["", "UK", "FR"]),
    text=st.sampled_from([None, "", "I am hurt"]), amount=st.none() | st.integers(0, 20000).map(lambda minor: Money("GBP", minor)),
    asked_for_person=st.none() | st.integers(0, 3), days_since_event=st.none() | st.integers(0, 60), topic=st.sampled_from(["", "injury"]),
)  # fmt: skip


@given(facts, st.permutations(ALL))
@settings(max_examples=200)
def test_order_does_not_matter_and_a_promise_always_rests_on_knowledge(known, shuffled):
    found, other = met(known), met(known, tuple(shuffled))
    for part in ("escalations", "boundaries", "guides", "macros"):
        assert sorted(slugs(getattr(found, part))) == sorted(slugs(getattr(other, part)))
    assert all(reason.holds for bound in found.boundaries for reason in bound.reasons)
    assert {one.policy.slug for one in found.escalations if not one.certain} <= {"hurt"}
    assert all(bound.within is not True or known.amount is not None for bound in found.boundaries if bound.limit is not None)


def test_what_a_right_reaches_to():
    assert [covers(LEAD, amount) for amount in (Money("GBP", 10000), Money("GBP", 10001), Money("EUR", 1), None)] == [True, False, None, None]
    assert [needs_four_eyes(OWNER, amount) for amount in (Money("GBP", 50000), Money("GBP", 50001), None)] == [False, True, True]
    assert not needs_four_eyes(LEAD, None)
    for wrong in ({"decision_class": "weather", "role": "lead"}, {"decision_class": "refund", "role": "author"}):
        with pytest.raises(Invalid):
            Right(**wrong)
