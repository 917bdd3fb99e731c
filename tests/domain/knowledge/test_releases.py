"""Releases under any interleaving: nothing in force without others' approvals, and the past reads back as it was."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.core.kit.refusals import Absent, Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.releases import Rule
from tandem.domain.knowledge.articles.actions.restoring import restore
from tandem.domain.knowledge.articles.actions.writing import create_article, discard_draft, save_draft
from tandem.domain.knowledge.articles.models import Version
from tandem.domain.knowledge.articles.queries.reading import read
from tandem.domain.knowledge.releases import tasks
from tandem.domain.knowledge.releases.actions.publishing import publish_now, renew
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import approve, send_back, submit
from tandem.domain.knowledge.releases.actions.ruling import set_rule
from tandem.domain.knowledge.releases.models import Approval, Contribution
from tandem.domain.knowledge.releases.queries.cards import card_of
from tandem.domain.knowledge.releases.queries.stories import waiting_for
from tandem.domain.knowledge.releases.tasks import expire_when_due, publish_when_due
from tandem.foundation import clock
from tandem.foundation.clock.time import VirtualClock
from tandem.foundation.mail.models import Letter
from tandem.foundation.tenancy.actor import Actor
from tests.domain.knowledge.people import hired

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 1, 9, tzinfo=UTC)
numbers = itertools.count(1)

PEOPLE = {"ann": ["author"], "bea": ["author", "approver"], "zoe": ["approver"], "zed": ["approver"], "eve": ["expert"]}
who = st.sampled_from(sorted(PEOPLE))
hours = st.sampled_from([1, 20, 60])
steps = st.one_of(
    st.tuples(st.just("save"), who, hours),
    st.tuples(st.just("submit"), who, st.sampled_from([0, 0, 2, 30])),
    st.tuples(st.sampled_from(["approve", "approve", "back", "publish", "retire", "renew", "discard", "restore"]), who, hours),
    st.tuples(st.just("wait"), who, hours),
    st.tuples(st.just("sweep"), who, hours),
    st.tuples(st.just("rule"), who, st.sampled_from([1, 2])),
)


@dataclass
class Trial:
    """One article, the people around it, and what was seen in force at each instant that was looked at."""

    house: object
    people: dict[str, Actor]
    time: VirtualClock
    article: object
    writers: dict[int, set[int]] = field(default_factory=dict)
    seen: list[tuple[datetime, str | None]] = field(default_factory=list)

    def do(self, deed: str, name: str, amount: int) -> None:
        """Try it; what is refused changes nothing."""
        before = rows(self.article)
        try:
            getattr(self, deed)(self.people[name], amount)
        except Refused:
            assert rows(self.article) == before

    def save(self, actor: Actor, amount: int) -> None:
        body = f"Words {next(numbers)} of {actor.id}, {amount} minutes."
        version = save_draft(actor, self.article, wording=Document(slug=self.article.slug, title="Waiting", body=body))
        self.writers.setdefault(version.number, set()).add(actor.membership_id)

    def submit(self, actor: Actor, amount: int) -> None:
        now = clock.now()
        submit(actor, self.article, publish_at=now + timedelta(hours=amount) if amount else None, expires_at=now + timedelta(hours=amount + 40))

    def approve(self, actor: Actor, amount: int) -> None:
        approve(actor, self.article)

    def back(self, actor: Actor, amount: int) -> None:
        send_back(actor, self.article, reason="Again.")

    def publish(self, actor: Actor, amount: int) -> None:
        publish_now(actor, self.article)

    def retire(self, actor: Actor, amount: int) -> None:
        retire(actor, self.article, reason="Wrong.")

    def renew(self, actor: Actor, amount: int) -> None:
        renew(actor, self.article, expires_at=clock.now() + timedelta(hours=amount))

    def discard(self, actor: Actor, amount: int) -> None:
        number = Version.objects.filter(article=self.article, status="draft").values_list("number", flat=True).first()
        discard_draft(actor, self.article)
        self.writers.pop(number, None)

    def restore(self, actor: Actor, amount: int) -> None:
        first = Version.objects.filter(article=self.article, valid_from__isnull=False).order_by("number").values_list("number", flat=True).first()
        version = restore(actor, self.article, number=first or 1, reason="As it was.")
        self.writers.setdefault(version.number, set()).add(actor.membership_id)

    def wait(self, actor: Actor, amount: int) -> None:
        self.time.advance(amount * 3600)

    def sweep(self, actor: Actor, amount: int) -> None:
        publish_when_due()
        expire_when_due()

    def rule(self, actor: Actor, amount: int) -> None:
        set_rule(Actor("system", via="cli"), self.house.brand.pk, kind="article", rule=Rule(amount, 2))

    def look(self) -> None:
        """What is in force now, for later; time goes on."""
        self.seen.append((clock.now(), self.at(clock.now())))
        self.time.advance(1)

    def at(self, instant: datetime) -> str | None:
        try:
            return read(self.people["ann"], self.article.ref, at=instant).body
        except Absent:
            return None


def rows(article) -> list[tuple]:
    names = ("number", "status", "round", "seal", "publish_at", "expires_at", "valid_from", "valid_until", "approvals_needed")
    versions = Version.objects.filter(article=article).order_by("number").values_list(*names)
    return [*versions, *Approval.objects.filter(version__article=article).values_list("by_id")]


def check_releases(trial: Trial) -> None:
    """Each wording that ever came into force had the approvals of people who wrote none of it."""
    ends = None
    for version in Version.objects.filter(article=trial.article).order_by("number"):
        writers = set(Contribution.objects.filter(version=version).values_list("member_id", flat=True))
        assert writers == trial.writers.get(version.number, set())
        if version.valid_from is None:
            continue
        given = Approval.objects.filter(version=version, round=version.round, seal=version.seal)
        approvers = set(given.values_list("by_id", flat=True))
        assert len(approvers) >= version.approvals_needed >= 1
        assert approvers.isdisjoint(writers)
        assert approvers <= {trial.people[name].membership_id for name in ("bea", "zoe", "zed")}
        assert ends is None or ends <= version.valid_from
        ends = version.valid_until or datetime.max.replace(tzinfo=UTC)


@pytest.mark.proves("R13", "R17")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=4, max_size=28))
def test_any_interleaving_releases_only_what_others_approved_and_forgets_no_past(house, story):
    people = hired(house.brand, PEOPLE)
    with clock.on(VirtualClock(START)) as time:
        article = create_article(people["ann"], house.brand.pk, wording=Document(slug=f"waiting-{next(numbers)}", title="Waiting", body="At first."))
        trial = Trial(house, people, time, article, {1: {people["ann"].membership_id}})
        for deed, name, amount in story:
            trial.do(deed, name, amount)
            check_releases(trial)
            trial.look()
        assert [trial.at(instant) for instant, _ in trial.seen] == [body for _, body in trial.seen]


@pytest.mark.proves("R13", "R17")
def test_a_rule_that_asks_for_more_after_it_was_sent_is_waited_for(house):
    people = hired(house.brand, PEOPLE)
    article = create_article(people["ann"], house.brand.pk, wording=Document(slug="waiting", title="Waiting", body="At first."))
    submit(people["ann"], article)
    set_rule(Actor("system", via="cli"), house.brand.pk, kind="article", rule=Rule(2, 2))
    assert approve(people["zoe"], article).status == "in_review"
    assert approve(people["zed"], article).status == "published"


def asks_for(house, approvals, for_money):
    set_rule(Actor("system", via="cli"), house.brand.pk, kind="article", rule=Rule(approvals, for_money))


def waiting_an_hour(house, people, slug):
    article = create_article(people["ann"], house.brand.pk, wording=Document(slug=slug, title=slug, body=f"At first, of {slug}."))
    submit(people["ann"], article, publish_at=clock.now() + timedelta(hours=1))
    assert approve(people["zoe"], article).status == "approved"
    return article


@pytest.mark.proves("R13", "R17")
def test_what_lacks_an_approval_on_its_date_goes_back_to_review_with_those_it_has(house):
    people = hired(house.brand, PEOPLE)
    with clock.on(VirtualClock(START)) as time:
        article = waiting_an_hour(house, people, "waiting")
        asks_for(house, 2, 2)
        with pytest.raises(Refused) as refused:
            publish_now(people["zed"], article)
        assert (refused.value.code, Version.objects.get(article=article).status) == ("approvals_lack", "approved")
        time.advance(2 * 3600)
        assert [publish_when_due(), publish_when_due()] == [1, 0]  # a sweep that did nothing says so, or the worker never rests
        [waits] = waiting_for(people["zed"])
        assert (waits.ref, waits.given, waits.needed, waits.mine) == (article.ref, 1, 2, True)
        letters = Letter.objects.filter(subject__contains="waits for your approval").values_list("recipient", flat=True)
        told = {name for name in people if f"{name}@{house.brand.slug}.example" in letters}
        assert told == {"bea", "zed"}  # not Zoe, who stands for it already
        assert approve(people["zed"], article).status == "published"


@pytest.mark.proves("R13", "R17")
def test_what_lacks_approvals_holds_up_no_other(house, monkeypatch):
    people = hired(house.brand, PEOPLE)
    monkeypatch.setattr(tasks, "MOST", 1)
    with clock.on(VirtualClock(START)) as time:
        first, second = (waiting_an_hour(house, people, slug) for slug in ("first", "second"))
        asks_for(house, 2, 2)
        time.advance(3600)
        publish_when_due()
        asks_for(house, 1, 1)
        time.advance(1)
        assert [publish_when_due() for _ in range(3)] == [1, 0, 0]
        assert [Version.objects.get(article=one).status for one in (first, second)] == ["in_review", "published"]


@pytest.mark.proves("R13", "R17")
def test_a_raised_rule_for_money_is_waited_for_and_shown(house):
    people = hired(house.brand, PEOPLE)
    asks_for(house, 1, 1)
    money, other = (
        create_article(people["ann"], house.brand.pk, wording=Document(slug=slug, title=slug, body=body))
        for slug, body in (("money", "You get £10."), ("other", "Dogs travel free."))
    )
    for article in (money, other):
        submit(people["ann"], article)
    asks_for(house, 1, 2)
    assert {row.ref: row.needed for row in waiting_for(people["zoe"])} == {money.ref: 2, other.ref: 1}
    assert (card_of(people["zoe"], money.ref).needed, card_of(people["zoe"], other.ref).needed) == (2, 1)
    assert approve(people["zoe"], other).status == "published"
    assert approve(people["zoe"], money).status == "in_review"
    [waits] = waiting_for(people["zed"])
    assert (waits.given, waits.needed) == (1, 2)
    asks_for(house, 3, 3)
    assert [(row.given, row.needed) for row in waiting_for(people["zed"])] == [(1, 3)]
    asks_for(house, 1, 2)
    assert approve(people["zed"], money).status == "published"


@pytest.mark.proves("R13", "R17")
def test_a_story_with_everything_in_it(house):
    people = hired(house.brand, PEOPLE)
    with clock.on(VirtualClock(START)) as time:
        article = create_article(people["ann"], house.brand.pk, wording=Document(slug="waiting", title="Waiting", body="At first."))
        trial = Trial(house, people, time, article, {1: {people["ann"].membership_id}})
        for deed, name, amount in [
            ("rule", "ann", 2), ("submit", "ann", 2), ("approve", "ann", 1), ("approve", "zoe", 1), ("approve", "zoe", 1), ("approve", "zed", 1),
            ("wait", "ann", 1), ("sweep", "ann", 1), ("wait", "ann", 20), ("sweep", "ann", 1), ("save", "bea", 1), ("discard", "ann", 1),
            ("renew", "zoe", 60), ("wait", "ann", 60), ("sweep", "ann", 1), ("restore", "bea", 1),
            ("submit", "bea", 0), ("approve", "bea", 1), ("approve", "zoe", 1),
            ("approve", "zed", 1), ("retire", "zed", 1),
        ]:  # fmt: skip
            trial.do(deed, name, amount)
            check_releases(trial)
            trial.look()
        bodies = [body for _, body in trial.seen]
        assert bodies == [None] * 9 + ["At first."] * 4 + [None] * 6 + ["At first.", None]
        assert [trial.at(instant) for instant, _ in trial.seen] == bodies
