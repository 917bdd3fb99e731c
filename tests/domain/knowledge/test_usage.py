"""What happens to wordings is counted once, per pool and partner; who says that one is wrong, and who decides it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.core.kit.refusals import Absent, Forbidden, Invalid, Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.measures import Cited
from tandem.domain.knowledge.usage.access import check_may_measure, flag_for
from tandem.domain.knowledge.usage.actions.counting import Place, count, count_reopened
from tandem.domain.knowledge.usage.actions.flagging import flag, rule
from tandem.domain.knowledge.usage.models import Fact, Flag, FlagRuling
from tandem.domain.knowledge.usage.queries.doing import by_article, by_partner, by_pool, by_version, tallies
from tandem.domain.knowledge.usage.queries.flags import flags_of, open_flags
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Vendor
from tandem.foundation.tenancy.scope import OutsideScope, Scope, scope
from tests.cast import make_house, person
from tests.knowing import in_force, librarian, reworded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)
BIKES = Document(slug="bikes", title="Bicycles", body="## Booking\n\nReserve 2 hours before.\n\n## Size\n\nUp to 2 metres.")


@pytest.fixture
def house():
    made = make_house()
    with clock.on(clock.VirtualClock(NOW)), scope(made.scope):
        made.article = in_force(made.brand.pk, BIKES)
        yield made


def happened(house, *kinds, n=1, key="sug", pool="gig", days_ago=1, version=1, conversation="cnv", **values):
    """`n` conversations in which these things happened to the article."""
    served = house.pools[pool]
    for number in range(n):
        place = Place("desk", "chat", f"{conversation}{number}", served.pk, served.vendor_id)
        count(
            house.brand.pk, [Cited(house.article.ref, version, values.get("section", ""))], kinds=kinds, key=f"{key}{number}",
            place=place, at=NOW - timedelta(days=days_ago),
        )  # fmt: skip


@pytest.mark.proves("R16")
def test_facts_are_counted_by_conversation_and_pool(house):
    happened(house, "shown", "used", n=3)
    happened(house, "shown", "used", n=3, key="again")  # a second draft in the same conversations
    happened(house, "shown", "dismissed", n=2, key="v", pool="vendor", conversation="ven")
    rows = {row.name: (row.kind, row.tally.shown, row.tally.taken, row.tally.dismissed) for row in by_pool()}
    assert rows == {"Gig": ("gig", 3, 3, 0), "Brightline": ("vendor", 2, 0, 2)}
    assert [(row.name, row.tally.shown) for row in by_partner()] == [("Brightline", 2), ("", 3)]


@pytest.mark.proves("R16")
def test_the_same_fact_twice_counts_once(house):
    for _ in range(2):
        happened(house, "shown", "used", "edited")
    assert Fact.objects.count() == 3


def test_what_is_cited_but_not_there_is_passed_over(house):
    found = count(house.brand.pk, [Cited("art_none", 1), Cited(house.article.ref, 9)], kinds=("shown",), key="k", place=Place("desk"), at=NOW)
    assert (found, Fact.objects.count()) == (0, 0)


@pytest.mark.proves("R16", "R17")
def test_shares_have_intervals_and_are_not_said_of_few(house):
    happened(house, "shown", "used", n=19)
    assert by_pool()[0].tally.take_up is None
    happened(house, "shown", n=21, key="more", conversation="other")
    said = by_pool()[0].tally.take_up
    assert (said.mean, said.size, round(said.low, 3), round(said.high, 3)) == (0.475, 40, 0.329, 0.625)


def test_what_is_older_than_28_days_is_not_shown(house):
    happened(house, "shown", days_ago=29)
    assert by_pool() == ()
    assert tallies("article", since=NOW - timedelta(days=30))[house.article.pk].shown == 1


def test_versions_are_told_apart(house):
    happened(house, "shown", "used")
    reworded(house.article, Document(slug="bikes", title="Bicycles", body="## Booking\n\nReserve 3 hours before."))
    happened(house, "shown", version=2, key="b", conversation="new")
    numbers = {version.pk: version.number for version in house.article.versions.all()}
    assert [(row.name, row.tally.shown, row.tally.taken) for row in by_version(house.article.pk, numbers)] == [("2", 1, 0), ("1", 1, 1)]


@pytest.mark.proves("R16")
def test_solved_waits_for_the_week_and_a_return_is_a_failure(house):
    happened(house, "shown", "used", n=24, days_ago=10)
    happened(house, "shown", "used", n=5, key="young", conversation="young")
    for number in range(4):
        assert count_reopened(house.brand.pk, [f"cnv{number}"], contact=f"con{number}", at=NOW - timedelta(days=6)) == 1
    tally = by_pool()[0].tally
    assert (tally.taken, tally.due, tally.held, tally.reopened) == (29, 24, 20, 4)
    assert (round(tally.solved.mean, 3), tally.solved.size) == (0.833, 24)


def test_a_return_counts_once_where_it_was_used_and_only_within_the_week(house):
    happened(house, "shown", "used", days_ago=8, pool="vendor")
    assert count_reopened(house.brand.pk, ["cnv0"], contact="late", at=NOW) == 0
    for _ in range(2):
        count_reopened(house.brand.pk, ["cnv0"], contact="soon", at=NOW - timedelta(days=2))
    back = Fact.objects.get(kind="reopened")
    assert (back.pool_id, back.vendor_id, back.channel, back.key) == (house.pools["vendor"].pk, house.pools["vendor"].vendor_id, "chat", "soon")


@pytest.mark.proves("L5")
def test_a_vendors_lead_sees_the_vendors_own_alone(house):
    happened(house, "shown", n=2)
    happened(house, "shown", key="v", pool="vendor", conversation="ven")
    flag(person(house.amara), house.article, version=1, about="wrong", reason="It is 3 hours.")
    narrow = Scope(brands=(house.brand.pk,), vendor=house.pools["vendor"].vendor_id)
    with scope(narrow):
        assert [(row.name, row.tally.shown) for row in by_pool()] == [("Brightline", 1)]
        assert open_flags() == ()
    other = Vendor.objects.create(name="Another")
    with scope(Scope(brands=(house.brand.pk,), vendor=other.pk)):
        assert by_pool() == ()


@pytest.mark.proves("L5")
def test_a_fact_of_another_brand_is_refused(house):
    happened(house, "shown")
    with pytest.raises(OutsideScope):
        Fact(brand_id=house.brand.pk + 1, kind="shown", surface="desk", key="x", at=NOW).save()
    assert Fact.objects.count() == 1


@pytest.mark.parametrize("table", ["usage_fact", "usage_flag", "usage_flagruling"])
def test_what_was_counted_is_never_rewritten(house, table):
    for verb in (f"UPDATE {table} SET brand_id = brand_id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)


@pytest.mark.proves("L9")
def test_facts_name_no_person():
    people = {field.name for field in Fact._meta.concrete_fields if field.related_model and field.related_model.__name__ in ("Person", "Membership")}
    assert people == set()
    assert "text" not in {field.name for field in Fact._meta.concrete_fields}


def test_every_article_in_force_stands_in_the_list(house):
    in_force(house.brand.pk, Document(slug="pets", title="Pets", body="Dogs travel free."))
    happened(house, "shown", "used", n=2)
    assert [(row.standing.title, row.tally.taken) for row in by_article()] == [("Bicycles", 2), ("Pets", 0)]


@pytest.mark.proves("R19", "R16")
def test_an_expert_flags_an_approver_confirms_and_it_counts_where_it_was_used(house):
    happened(house, "shown", "used", pool="vendor")
    row = flag(person(house.amara), house.article, version=1, about="wrong", reason="It is 3 hours.", conversation="cnv0")
    assert [(one.title, one.about, one.by, one.state) for one in open_flags()] == [("Bicycles", "wrong", "Amara", "open")]
    rule(librarian(house.brand.pk, "approver"), row, confirmed=True, note="Mended in version 2.")
    fact = Fact.objects.get(kind="verified_wrong")
    assert (fact.pool_id, fact.key, fact.reason) == (house.pools["vendor"].pk, row.ref, "wrong")
    assert (by_pool()[0].tally.wrong, by_pool()[0].tally.wrong_taken) == (1, 1)
    assert [(one.state, one.note, one.decided_by) for one in flags_of(house.article.pk)] == [("confirmed", "Mended in version 2.", "Approver")]
    assert open_flags() == ()


def test_a_complaint_that_is_confirmed_counts_as_one(house):
    row = flag(person(house.amara), house.article, version=1, about="complaint", reason="The customer was misled.")
    rule(librarian(house.brand.pk, "approver"), row, confirmed=True)
    assert [(row.key, row.tally.complaints) for row in by_pool()] == [(None, 1)]


def test_a_rejected_flag_counts_nowhere(house):
    row = flag(person(house.amara), house.article, version=1, about="wrong", reason="It is 3 hours.")
    rule(librarian(house.brand.pk, "approver"), row, confirmed=False, note="It is 2.")
    assert Fact.objects.count() == 0
    assert FlagRuling.objects.get().confirmed is False


def test_the_same_flag_twice_is_one(house):
    made = [flag(person(house.amara), house.article, version=1, about="wrong", reason="It is 3 hours.") for _ in range(2)]
    assert made[0].pk == made[1].pk


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"about": "ugly"}, Invalid), ({"reason": "  "}, Invalid), ({"version": 7}, Refused)],
)
def test_a_flag_says_what_why_and_of_which_version(house, changes, refusal):
    given = {"version": 1, "about": "wrong", "reason": "It is 3 hours."} | changes
    with pytest.raises(refusal):
        flag(person(house.amara), house.article, **given)
    assert Flag.objects.count() == 0


def test_who_may_flag_rule_and_measure(house):
    row = flag(person(house.amara), house.article, version=1, about="wrong", reason="It is 3 hours.")
    with pytest.raises(Forbidden):
        rule(person(house.ben), row, confirmed=True)
    own = flag(person(house.jonas), house.article, version=1, about="wrong", reason="It is 3 hours.")
    with pytest.raises(Forbidden, match="another approver"):
        rule(person(house.jonas), own, confirmed=True)
    assert FlagRuling.objects.count() == 0
    rule(person(house.jonas), row, confirmed=True)
    with pytest.raises(Refused, match="decided this already"):
        rule(librarian(house.brand.pk, "approver"), row, confirmed=False)
    assert [ruling.confirmed for ruling in FlagRuling.objects.all()] == [True]
    check_may_measure(person(house.lena))
    with pytest.raises(Forbidden):
        check_may_measure(person(house.amara))
    assert flag_for(person(house.amara), row.ref) == row
    with pytest.raises(Absent):
        flag_for(person(house.ben), row.ref)
