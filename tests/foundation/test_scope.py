"""Brands cannot see one another: the manager refuses, and row-level security is the second wall."""

import pytest
from django.db import connection

from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand, Pool
from tandem.foundation.tenancy.scope import OutsideScope, Scope, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_brands():
    made = [Brand.objects.create(slug=slug, name=slug, created_at=clock.now()) for slug in ("one", "two")]
    for brand in made:
        with scope(Scope(brands=(brand.pk,))):
            Pool.objects.create(brand=brand, name="Gig", kind="gig")
    return made


@pytest.mark.proves("L5", "R55", "C51")
def test_a_scope_sees_its_own_brand_alone(two_brands):
    one, two = two_brands
    with scope(Scope(brands=(one.pk,))):
        assert [pool.brand_id for pool in Pool.objects.all()] == [one.pk]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tenancy_pool")
            assert cursor.fetchone() == (1,)
    with scope(Scope(brands=(one.pk, two.pk))):
        assert Pool.objects.count() == 2


@pytest.mark.proves("L5", "C51")
def test_nothing_is_seen_outside_a_scope(two_brands):
    with pytest.raises(OutsideScope):
        Pool.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_pool")
        assert cursor.fetchone() == (0,)


@pytest.mark.proves("L5", "C51")
def test_a_scope_cannot_be_widened_nor_written_past(two_brands):
    one, two = two_brands
    with scope(Scope(brands=(one.pk,))):
        with pytest.raises(OutsideScope), scope(Scope(brands=(two.pk,))):
            pass
        with pytest.raises(OutsideScope):
            Pool.objects.create(brand=two, name="Other", kind="gig")
        assert Pool.objects.count() == 1
