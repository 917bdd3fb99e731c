"""People of a brand with the roles that a test names, made once."""

from __future__ import annotations

from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand, Membership


def hired(brand: Brand, roles: dict[str, list[str]]) -> dict[str, Actor]:
    """Name -> actor. For an open scope."""
    return {name: _hired(brand, name, own) for name, own in roles.items()}


def _hired(brand: Brand, name: str, roles: list[str]) -> Actor:
    person, _ = Person.objects.get_or_create(email=f"{name}@{brand.slug}.example", defaults={"created_at": clock.now()})
    member, _ = Membership.objects.get_or_create(
        brand=brand, person=person, defaults={"roles": roles, "display_name": name.title(), "joined_at": clock.now()}
    )
    return Actor("person", person.pk, membership_id=member.pk, via="test")
