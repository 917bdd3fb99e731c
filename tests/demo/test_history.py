"""The demo's past: played through the actions that everybody uses, complete at its end, with the AI and the rules at work in its last day."""

from datetime import UTC, datetime, timedelta

import pytest

from tandem.demo import making
from tandem.demo.history import History
from tandem.demo.notes import home_of
from tandem.demo.ruling import rule
from tandem.domain.assistance.suggestions.models import Suggestion
from tandem.domain.knowledge.policies.models import Firing
from tandem.domain.service.conversations.models import Contact, Matter
from tandem.foundation import clock
from tandem.foundation.tenancy.scope import Scope, scope

pytestmark = pytest.mark.django_db
BEGAN, ENDED = datetime(2026, 11, 18, 8, tzinfo=UTC), datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def test_the_last_hours_of_a_past_hold_contacts_that_ended_drafts_and_rules_met():
    with clock.on(clock.VirtualClock(BEGAN - timedelta(days=1))):
        brands = making.make_brands()
        making.make_people(brands)
        brand = brands["northwind"]
        making.teach(brand)
        rule(brand)
    played = History(brand, start=BEGAN, until=ENDED, seed=3, home=home_of(brand.slug)).play(lambda instant: None)
    with scope(Scope(brands=(brand.pk,), purpose="test")):
        assert Contact.objects.values("conversation").distinct().count() == played > 0
        assert not Contact.objects.filter(state__in=("waiting", "assigned")).exists()
        assert Suggestion.objects.filter(abstained=False).exists()
        assert Matter.objects.exists()
        assert Firing.objects.exists()
