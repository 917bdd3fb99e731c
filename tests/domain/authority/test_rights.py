"""Decision rights follow what was released, at any moment, and nothing else writes them."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError

from tandem.core.authority.rights import Right as CoreRight
from tandem.core.kit.money import Money
from tandem.core.kit.refusals import Forbidden
from tandem.domain.authority.rights.actions import Released, bring
from tandem.domain.authority.rights.models import Right
from tandem.domain.authority.rights.queries import holders_of, rights_in_force
from tandem.domain.knowledge.policies.actions.bringing import bring_rights
from tandem.domain.knowledge.policies.actions.writing import create_policy, save_policy
from tandem.domain.knowledge.policies.tasks import keep_rights
from tandem.domain.knowledge.releases.actions.publishing import expire_due, renew
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation import clock
from tandem.foundation.audit.models import Entry
from tandem.foundation.clock.time import VirtualClock
from tandem.foundation.events.publishing import Happened, inline
from tandem.foundation.tenancy.actor import SYSTEM
from tests.domain.policies.conftest import house  # noqa: F401  the same brand and people
from tests.knowing import librarian, released
from tests.ruling import RIGHT, reruled, ruled, wording

pytestmark = pytest.mark.django_db


def limits(**when):
    return [(held.right.role, held.right.limit and held.right.limit.minor) for held in rights_in_force(**when)]


@pytest.mark.proves("R13")
def test_a_right_holds_from_its_release_until_it_is_withdrawn(house):  # noqa: F811
    with clock.on(VirtualClock(clock.now())) as time:
        begun = clock.now()
        entry = create_policy(house.author, house.brand.pk, wording=wording("right", RIGHT))
        submit(house.author, entry)
        bring_rights(house.brand.pk, entry.pk)
        assert limits() == []
        time.advance(60)
        approve(house.approver, entry)
        bring_rights(house.brand.pk, entry.pk)
        assert limits() == [("lead", 20000)]
        time.advance(60)
        first = clock.now()
        time.advance(60)
        reruled(entry, {**RIGHT, "limit": {"minor": 30000, "currency": "GBP"}})
        time.advance(60)
        second = clock.now()
        time.advance(60)
        retire(house.approver, entry, reason="It moved to another role.")
        bring_rights(house.brand.pk, entry.pk)
        assert [limits(at=at) for at in (begun, first, second, clock.now())] == [[], [("lead", 20000)], [("lead", 30000)], []]
        assert list(Entry.objects.filter(verb__startswith="right.").order_by("id").values_list("verb", flat=True)) == [
            "right.grant", "right.end", "right.grant", "right.end",
        ]  # fmt: skip


def test_bringing_it_again_or_late_changes_nothing(house):  # noqa: F811
    entry = create_policy(house.author, house.brand.pk, wording=wording("right", RIGHT))
    submit(house.author, entry)
    approve(house.approver, entry)
    retire(house.approver, entry, reason="Out of date.")
    assert [bring_rights(house.brand.pk, entry.pk) for _ in range(3)] == [1, 0, 0]
    assert limits() == []
    assert Right.objects.get().ended_at is not None


@pytest.mark.proves("R13")
def test_the_events_of_a_release_bring_it(house):  # noqa: F811
    seen: list[Happened] = []
    with inline(seen.append):
        ruled(house.brand.pk, "escalation", {"class": "other", "to": {"kind": "role", "key": "lead"}, "within_minutes": 1})
        entry = create_policy(house.author, house.brand.pk, wording=wording("right", RIGHT))
        submit(house.author, entry)
        approve(house.approver, entry)
    for happened in [one for one in seen if one.kind == "ArticlePublished"] * 2:
        keep_rights(happened)
    assert limits() == [("lead", 20000)]


@pytest.mark.proves("R13", "L4")
@pytest.mark.parametrize("how", ["withdrawn", "reworded"])
def test_it_ends_with_its_version_whether_or_not_a_worker_comes(house, how):  # noqa: F811
    entry = ruled(house.brand.pk, "right", RIGHT)
    with clock.on(VirtualClock(clock.now() + timedelta(seconds=60))) as time:
        before = clock.now() - timedelta(microseconds=1)
        if how == "withdrawn":
            retire(house.approver, entry, reason="It moved to another role.")
        else:
            save_policy(librarian(house.brand.pk, "author"), entry, wording=wording("right", {**RIGHT, "limit": {"minor": 100, "currency": "GBP"}}))
            released(entry)
        assert limits() == []
        assert limits(at=before) == [("lead", 20000)]
        assert Right.objects.get().ended_at == clock.now()
        assert Entry.objects.filter(verb="right.end").count() == 0
        time.advance(30)
        assert [bring_rights(house.brand.pk, entry.pk) for _ in range(2)] == [1 if how == "withdrawn" else 2, 0]
        assert Entry.objects.filter(verb="right.end").count() == 1
        assert limits() == ([] if how == "withdrawn" else [("lead", 100)])
        assert limits(at=before) == [("lead", 20000)]


@pytest.mark.proves("R13")
def test_a_shorter_date_of_expiry_holds_at_once(house):  # noqa: F811
    entry = ruled(house.brand.pk, "right", RIGHT)
    end = clock.now() + timedelta(days=2)
    renew(house.approver, entry, expires_at=end)
    assert limits(at=end - timedelta(seconds=1)) == [("lead", 20000)]
    assert limits(at=end) == []


def test_a_date_of_expiry_ends_it_and_a_renewal_moves_it(house):  # noqa: F811
    with clock.on(VirtualClock(clock.now())) as time:
        entry = create_policy(house.author, house.brand.pk, wording=wording("right", RIGHT))
        submit(house.author, entry, expires_at=clock.now() + timedelta(days=10))
        approve(house.approver, entry)
        bring_rights(house.brand.pk, entry.pk)
        assert limits(at=clock.now() + timedelta(days=11)) == [], "it ends by itself, whether or not a worker runs"
        renew(house.approver, entry, expires_at=clock.now() + timedelta(days=20))
        bring_rights(house.brand.pk, entry.pk)
        assert limits(at=clock.now() + timedelta(days=11)) == [("lead", 20000)]
        time.advance(21 * 24 * 3600)
        assert limits() == []
        expire_due(house.brand.pk, entry.pk)
        bring_rights(house.brand.pk, entry.pk)
        assert Right.objects.get().ended_at == Right.objects.get().ends_at


@pytest.mark.proves("R13")
def test_nobody_writes_a_right_by_hand(house):  # noqa: F811
    entry = ruled(house.brand.pk, "right", RIGHT)
    more = CoreRight("refund", "expert", Money("GBP", 10**9))
    made_up = Released(2, more, clock.now(), None, None)
    with pytest.raises(Forbidden):
        bring(house.approver, house.brand.pk, source=entry.ref, released=[made_up])
    for source in (entry.ref, "art_none"):
        with pytest.raises(IntegrityError), transaction.atomic():
            bring(SYSTEM, house.brand.pk, source=source, released=[made_up])
    higher = [
        "UPDATE rights_right SET limit_minor = 10000000",
        "UPDATE rights_right SET role = 'expert'",
        "DELETE FROM rights_right",
        "UPDATE rights_right SET ends_at = '2099-01-01'",
        "UPDATE rights_right SET ended_at = '2099-01-01'",
        ("INSERT INTO rights_right (brand_id, ref, decision_class, role, certification, limit_currency, four_eyes_currency, source, version, valid_from)"
        " SELECT brand_id, 'rgt_x', 'refund', 'expert', '', '', '', source, 7, valid_from FROM rights_right"),
    ]  # fmt: skip
    for statement in higher:
        with pytest.raises((ProgrammingError, IntegrityError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert limits() == [("lead", 20000)]


def test_who_holds_a_role(house):  # noqa: F811
    assert holders_of({"lead", "brand_owner"}) == {"brand_owner": (), "lead": ("Lead",)}
