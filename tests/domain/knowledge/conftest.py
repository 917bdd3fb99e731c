"""A brand with an author, an approver and an expert, and a second brand beside it."""

from types import SimpleNamespace

import pytest

from tandem.core.knowledge.documents import Document
from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand, Membership
from tandem.foundation.tenancy.scope import Scope, scope


def member(brand, role, *, via="web"):
    """An actor with one role in the brand."""
    person = Person.objects.create(email=f"{role}@{brand.slug}.example", created_at=clock.now())
    row = Membership.objects.create(
        brand=brand, person=person, roles=[role], display_name=role.title(), joined_at=clock.now()
    )
    return Actor("person", person.pk, membership_id=row.pk, via=via)


@pytest.fixture
def wording():
    """A document with two sections, changed by keyword."""

    def make(**changes):
        given = {
            "slug": "refunds",
            "title": "Refunds for unused tickets",
            "topics": ("refund",),
            "summary": "Who gets money back.",
            "body": (
                "Unused tickets can be refunded.\n\n"
                "## How long it takes\n\nThe money is back in 5 working days.\n"
            ),
        } | changes
        return Document(**given)

    return make


@pytest.fixture
def house(db):
    """Two brands; the scope of the first is open."""
    brand, other = (
        Brand.objects.create(slug=slug, name=slug, created_at=clock.now()) for slug in ("rail", "shop")
    )
    with scope(Scope(brands=(other.pk,))):
        stranger = member(other, "author")
    with scope(Scope(brands=(brand.pk,))):
        people = {role: member(brand, role) for role in ("author", "approver", "expert", "lead")}
        yield SimpleNamespace(brand=brand, other=other, stranger=stranger, **people)
