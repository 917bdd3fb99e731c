"""An owner renews the key that proves signed-in customers; the old one is accepted for as long as was said."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from tandem.core.kit.refusals import Forbidden, Invalid
from tandem.domain.service.customers.actions import identified_customer, identity_key, renew_identity_key
from tandem.domain.service.customers.queries import ending_keys
from tandem.foundation import clock
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, person
from tests.web.settings.house import ledger, signed_in, text_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 22, 9, tzinfo=UTC)
ADDRESS = "/settings/northwind/identity-keys/"


@pytest.fixture
def house():
    return make_house()


def key_of(house) -> str:
    with scope(house.scope):
        return identity_key(house.brand.pk)


def is_accepted(house, key: str) -> bool:
    proof = hmac.new(key.encode(), b"42", hashlib.sha256).hexdigest()
    with scope(house.scope):
        try:
            return identified_customer(house.brand.pk, external_id="42", proof=proof).is_verified
        except Forbidden:
            return False


def renew(house, *, hours: int) -> str:
    with scope(house.scope):
        return renew_identity_key(person(house.olga), house.brand.pk, overlap=timedelta(hours=hours))


def at(instant: datetime):
    return clock.on(clock.VirtualClock(instant))


def test_the_old_key_is_accepted_until_its_end(house):
    with at(START):
        old = key_of(house)
        new = renew(house, hours=24)
        assert (key_of(house), old != new) == (new, True)
    with at(START + timedelta(hours=23, minutes=59)):
        assert (is_accepted(house, old), is_accepted(house, new)) == (True, True)
    with at(START + timedelta(hours=24)):
        assert (is_accepted(house, old), is_accepted(house, new)) == (False, True)


def test_a_key_that_leaked_ends_at_once_and_its_predecessor_too(house):
    with at(START):
        first = key_of(house)
        second = renew(house, hours=168)
        third = renew(house, hours=0)
        assert [is_accepted(house, key) for key in (first, second, third)] == [False, False, True]


def test_a_second_renewal_does_not_lengthen_the_first_keys_life(house):
    with at(START):
        first = key_of(house)
        renew(house, hours=1)
        renew(house, hours=24)
    with at(START + timedelta(hours=2)):
        assert is_accepted(house, first) is False


@pytest.mark.parametrize("hours", [-1, 169])
def test_a_senseless_overlap_is_refused(house, hours):
    old = key_of(house)
    with pytest.raises(Invalid):
        renew(house, hours=hours)
    assert (key_of(house), is_accepted(house, old)) == (old, True)


def test_an_owner_renews_it_on_the_page(house):
    old = key_of(house)
    owner = signed_in(house, "olga")
    answer = owner.post(ADDRESS, {"overlap_hours": "24"})
    assert (answer.status_code, answer.url) == (302, "/settings/northwind/brand/#identity-key")
    shown = owner.get("/settings/northwind/brand/")
    assert shown.context["identity_key"] == key_of(house) != old
    assert f"An earlier key ({old[:6]}…) is accepted until" in text_of(shown)
    assert old not in shown.content.decode()
    with scope(house.scope):
        assert ledger("identity_key.renewed") == [house.brand.ref]
        assert [key.hint for key in ending_keys(house.brand.pk)] == [old[:6]]


def test_an_overlap_that_is_not_offered_is_refused(house):
    old = key_of(house)
    answer = signed_in(house, "olga").post(ADDRESS, {"overlap_hours": "2"})
    assert (answer.status_code, key_of(house)) == (422, old)


@pytest.mark.parametrize("name", ["lena", "amara", "jonas"])
def test_nobody_but_an_owner_renews_it(house, name):
    old = key_of(house)
    assert signed_in(house, name).post(ADDRESS, {"overlap_hours": "0"}).status_code == 403
    assert (key_of(house), is_accepted(house, old)) == (old, True)


def test_a_key_of_another_brand_proves_nobody(house):
    other = make_house("hearth", vendor="Other")
    assert is_accepted(house, key_of(other)) is False
