"""Changing a brand and its members: each act is on the ledger; each refusal changes nothing."""

import pytest
from django.db import connection

from tandem.core.kit.refusals import Absent, Invalid, Refused
from tandem.domain.orchestration.routing import tasks
from tandem.domain.service.conversations.queries import holder_of
from tandem.foundation.accounts import actions
from tandem.foundation.mail.models import Letter
from tandem.foundation.tenancy.actions import change_brand, create_pool
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.models import Brand, Membership, Pool, Vendor
from tandem.foundation.tenancy.queries import memberships_of
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, person
from tests.web.floor.house import hold, online, staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope):
        yield made


def ledger(verb: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject FROM audit_entry WHERE verb = %s ORDER BY id", [verb])
        return [subject for (subject,) in cursor.fetchall()]


def test_a_brand_is_changed_and_recorded_once(house):
    change_brand(
        person(house.olga),
        house.brand.pk,
        name="North",
        zone="Europe/Paris",
        accent="#AA0000",
        mfa_roles=["lead"],
    )
    brand = Brand.objects.get(pk=house.brand.pk)
    assert (brand.name, brand.zone, brand.accent, brand.mfa_roles) == (
        "North",
        "Europe/Paris",
        "#aa0000",
        ["lead"],
    )
    change_brand(person(house.olga), house.brand.pk, name="North")
    assert ledger("brand.changed") == [house.brand.ref]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("name", "x" * 81), ("name", "a\x00b"), ("zone", "Moon/Base"), ("zone", "../etc"), ("language", "English"),
        ("accent", "red"), ("accent_dark", "#12345"), ("phone", "1" * 41), ("email", "nobody"), ("mfa_roles", ["king"]), ("slug", "mine"),
    ],
)  # fmt: skip
def test_a_senseless_setting_names_its_field_and_changes_nothing(house, field, value):
    before = Brand.objects.filter(pk=house.brand.pk).values().get()
    with pytest.raises(Invalid) as refusal:
        change_brand(person(house.olga), house.brand.pk, **{field: value})
    assert refusal.value.field == field
    assert Brand.objects.filter(pk=house.brand.pk).values().get() == before


@pytest.mark.proves("R4")
def test_a_pool_is_made_and_a_vendors_names_its_vendor(house):
    create_pool(person(house.olga), house.brand.pk, name="Nights", kind="vendor", vendor="Moonlight")
    assert Pool.objects.get(name="Nights").vendor == Vendor.objects.get(name="Moonlight")
    for values, field in (
        ({"name": "Nights", "kind": "gig"}, "name"),
        ({"name": "Days", "kind": "vendor"}, "vendor"),
        ({"name": "Days", "kind": "gig", "vendor": "Moonlight"}, "vendor"),
        ({"name": "Days", "kind": "robots"}, "kind"),
    ):
        with pytest.raises(Invalid) as refusal:
            create_pool(person(house.olga), house.brand.pk, **values)
        assert refusal.value.field == field
    assert Pool.objects.filter(name="Days").count() == 0


def test_an_invitation_goes_out_by_mail_to_who_has_no_password_yet(house):
    actions.invite(person(house.olga), house.brand.pk, email="new@example.org", name="Nia", roles=["author"])
    letter = Letter.objects.get()
    assert (letter.recipient, letter.subject) == ("new@example.org", "Northwind invites you")
    assert "/accounts/password/reset/" in letter.text


def test_roles_and_pool_are_changed(house):
    actions.change_member(
        person(house.olga),
        house.brand.pk,
        house.amara.ref,
        name="Amara O.",
        roles=["lead", "expert"],
        pool=house.pools["vendor"],
    )
    member = Membership.objects.get(pk=house.amara.pk)
    assert (member.display_name, member.roles, member.vendor.name) == (
        "Amara O.",
        ["expert", "lead"],
        "Brightline",
    )
    assert ledger("member.changed") == [house.amara.ref]


def test_a_brand_keeps_an_owner(house):
    for act in (
        lambda: actions.end_membership(person(house.olga), house.brand.pk, house.olga.ref),
        lambda: actions.change_member(person(house.olga), house.brand.pk, house.olga.ref, name="Olga", roles=["lead"], pool=None),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "last_owner"
    member = Membership.objects.get(pk=house.olga.pk)
    assert (member.ended_at, member.roles) == (None, ["brand_owner", "lead"])


def test_who_left_has_no_way_in_and_may_come_again(house):
    actions.end_membership(person(house.olga), house.brand.pk, house.ben.ref)
    assert memberships_of(house.ben.person_id) == []
    again = actions.invite(person(house.olga), house.brand.pk, email="ben@northwind.example", name="Ben", roles=["author"])
    assert (again.pk, again.roles, again.pool) == (house.ben.pk, ["author"], None)
    with pytest.raises(Refused):
        actions.invite(person(house.olga), house.brand.pk, email="ben@northwind.example", name="Ben", roles=["author"])


@pytest.mark.proves("L5")
def test_another_brands_member_is_absent(house):
    with pytest.raises(Absent):
        actions.end_membership(person(house.olga), house.brand.pk, "mem_0000000000000000")


def test_what_somebody_held_waits_again_when_they_leave():
    house = staffed()
    online(house, "amara")
    conversation = hold(house, "amara")
    with scope(house.scope):
        actions.end_membership(SYSTEM, house.brand.pk, house.amara.ref)

        class Happened:
            brand_id = house.brand.pk
            data = {"person_id": house.amara.person_id, "membership_id": house.amara.pk}

        for _ in range(2):  # a job must survive being run twice
            tasks.release_member(Happened)
        assert holder_of(conversation.pk) is None


@pytest.mark.proves("L5")
@pytest.mark.parametrize("role", ["brand_owner", "auditor", "reviewer", "decision_owner"])
def test_a_vendors_person_gets_no_role_that_sees_the_whole_brand(house, role):
    pool = house.pools["vendor"]
    for act in (
        lambda: actions.invite(person(house.olga), house.brand.pk, email="v@example.org", name="V", roles=["expert", role], pool=pool),
        lambda: actions.change_member(person(house.olga), house.brand.pk, house.vic.ref, name="Vic", roles=["lead", role], pool=pool),
    ):
        with pytest.raises(Invalid) as refusal:
            act()
        assert refusal.value.field == "roles"
    assert Membership.objects.get(pk=house.vic.pk).roles == ["lead"]
    assert Membership.objects.filter(display_name="V").count() == 0
