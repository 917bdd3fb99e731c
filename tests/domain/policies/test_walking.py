"""Guides are walked step by step, by the version that was in force when they began; rules fire once a conversation."""

import pytest

from tandem.core.kit.money import Money
from tandem.core.kit.refusals import Absent, Forbidden, Invalid, Refused
from tandem.core.knowledge.policies.facts import Facts
from tandem.domain.knowledge.policies.actions.firing import fire
from tandem.domain.knowledge.policies.actions.walking import answer, start, stop
from tandem.domain.knowledge.policies.models import Firing, GuideAnswer, GuideFinish, GuideRun
from tandem.domain.knowledge.policies.queries import fired_counts, fired_in, meeting_of, run_view, runs_of
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.foundation import clock
from tandem.foundation.audit.models import Entry
from tandem.foundation.clock.time import VirtualClock
from tandem.foundation.events.publishing import inline
from tests.knowing import librarian
from tests.ruling import ABOVE, GUIDE, HURT, REFUNDS, reruled, ruled

pytestmark = pytest.mark.django_db


def begin(house, by=None):
    guide = ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")
    return guide, start(by or house.expert, house.brand.pk, guide.ref, conversation="cnv_1")


@pytest.mark.proves("R15", "R20")
def test_a_guide_is_walked_to_its_outcome(house):
    told = []
    with inline(told.append):
        walk(house)
    (view,) = runs_of("cnv_1")
    assert (view.outcome, view.step, view.path, view.answers) == ("resolved", None, ("ask", "match", "ask", "match"), {"booking": "NWR-2", "matches": True})
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="guide.").order_by("id")] == ["guide.start", *["guide.answer"] * 4, "guide.finish"]
    assert "NWR" not in str(told), "events hold no answers"


def walk(house):
    _, run = begin(house)
    assert run_view(run).step.say == "Which booking is it?"
    assert answer(house.expert, run, step="ask", given={"booking": "NWR-1"}) == "match"
    assert answer(house.expert, run, step="match", given={"matches": "no"}, facts=Facts(failed_checks=1)) == "ask"
    assert answer(house.expert, run, step="ask", given={"booking": "NWR-2"}) == "match"
    assert answer(house.expert, run, step="match", given={"matches": "yes"}) == "done"


def test_a_run_keeps_the_version_that_it_began_with(house):
    guide, run = begin(house)
    shorter = {"steps": [{"key": "over", "title": "Hand over", "outcome": {"kind": "handed_over"}}]}
    reruled(guide, shorter)
    assert answer(house.expert, run, step="ask", given={"booking": "NWR-1"}) == "match"
    fresh = start(house.expert, house.brand.pk, guide.ref)
    assert run_view(fresh).version == 2
    stop(house.expert, fresh)
    assert run_view(fresh).outcome == "handed_over"


@pytest.mark.parametrize(("given", "field"), [({}, "booking"), ({"booking": "a", "colour": "red"}, "colour")])
def test_a_step_that_lacks_something_is_not_left(house, given, field):
    _, run = begin(house)
    with pytest.raises(Invalid) as refusal:
        answer(house.expert, run, step="ask", given=given)
    assert refusal.value.field == field
    assert GuideAnswer.objects.count() == 0


def test_a_run_goes_on_only_from_where_it_stands_and_ends_once(house):
    _, run = begin(house)
    with pytest.raises(Refused) as refusal:
        answer(house.expert, run, step="match", given={"matches": "yes"})
    assert refusal.value.code == "another_step"
    stop(house.expert, run)
    for late in (lambda: stop(house.expert, run), lambda: answer(house.expert, run, step="ask", given={"booking": "a"})):
        with pytest.raises(Refused) as refusal:
            late()
        assert refusal.value.code == "ended"
    assert (GuideAnswer.objects.count(), GuideFinish.objects.get().outcome) == (0, "stopped")


def test_who_may_begin(house):
    guide, _ = begin(house)
    other = librarian(house.brand.pk, "reviewer")
    for stranger in (house.author, other):
        with pytest.raises(Forbidden):
            start(stranger, house.brand.pk, guide.ref)
    assert GuideRun.objects.count() == 1


def test_a_withdrawn_guide_is_not_begun(house):
    guide, _ = begin(house)
    retire(house.approver, guide, reason="Out of date.")
    with pytest.raises(Absent):
        start(house.expert, house.brand.pk, guide.ref)
    assert GuideRun.objects.count() == 1


def refund(minor):
    return Facts(intent="refund", amount=Money("GBP", minor), pool="gig", text="My card is 4111 1111, I am hurt")


@pytest.mark.proves("R13")
def test_a_rule_fires_once_a_conversation_and_says_why_without_the_customers_words(house):
    hurt, above = (ruled(house.brand.pk, "escalation", content, title=title) for content, title in ((HURT, "Hurt"), (ABOVE, "Above")))
    ruled(house.brand.pk, "boundary", REFUNDS)
    with clock.on(VirtualClock(clock.now())) as time:
        for conversation in ("cnv_1", "cnv_1", "cnv_2"):
            found = meeting_of(refund(9000))
            fire(house.expert, house.brand.pk, conversation=conversation, met=found.escalations)
        assert fired_counts() == {hurt.ref: 2, above.ref: 2}
        assert [(row.article.title, row.why) for row in fired_in("cnv_1")] == [
            ("Above", [['intent = "refund"', "intent is refund", True], ["amount > limit", "amount is 90.00 GBP, limit is 75.00 GBP", True]]),
            ("Hurt", [['mentions("hurt")', "they wrote hurt", True]]),
        ]
        assert "4111" not in str(list(Firing.objects.values_list("why", flat=True)))
        time.advance(29 * 24 * 3600)
        assert fired_counts() == {}


def test_what_is_withdrawn_does_not_fire(house):
    hurt = ruled(house.brand.pk, "escalation", HURT)
    found = meeting_of(refund(1))
    retire(house.approver, hurt, reason="Out of date.")
    with pytest.raises(Absent):
        fire(house.expert, house.brand.pk, conversation="cnv_1", met=found.escalations)
    assert Firing.objects.count() == 0
