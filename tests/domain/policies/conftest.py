"""A brand with an author, an approver, a lead and two experts; the scope is open."""

from types import SimpleNamespace

import pytest

from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope
from tests.knowing import librarian


@pytest.fixture
def house(db):
    brand = Brand.objects.create(slug="rail", name="Rail", created_at=clock.now())
    with scope(Scope(brands=(brand.pk,))):
        people = {role: librarian(brand.pk, role) for role in ("author", "approver", "expert", "lead", "decision_owner")}
        yield SimpleNamespace(brand=brand, **people)
