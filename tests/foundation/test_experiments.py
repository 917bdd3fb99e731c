"""A unit's arm is drawn once, kept for 28 days and logged when met; senseless arms are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tandem.core.kit.refusals import Invalid
from tandem.foundation import clock
from tandem.foundation.experiments.actions import assign, draw, expose
from tandem.foundation.experiments.models import Assignment, Exposure
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope

pytestmark = pytest.mark.django_db
ARMS = {"on": 0.8, "off": 0.2}


@pytest.fixture
def brand():
    with clock.on(clock.VirtualClock(datetime(2026, 3, 2, tzinfo=UTC))) as time:
        made = Brand.objects.create(slug="one", name="One", created_at=clock.now())
        with scope(Scope(brands=(made.pk,))):
            yield made, time


def test_an_arm_is_kept_for_28_days_and_then_drawn_anew(brand):
    made, time = brand
    first = assign(made.pk, experiment="drafts", unit="cus_1", arms=ARMS)
    assert (first.propensity, assign(made.pk, experiment="drafts", unit="cus_1", arms=ARMS).pk) == (ARMS[first.arm], first.pk)
    time.advance(28 * 86400)
    assert assign(made.pk, experiment="drafts", unit="cus_1", arms=ARMS).pk != first.pk
    assert Assignment.objects.count() == 2


def test_an_exposure_is_logged(brand):
    made, _ = brand
    arm = assign(made.pk, experiment="drafts", unit="cus_1", arms=ARMS)
    expose(arm, subject="cnv_1")
    assert list(Exposure.objects.values_list("assignment_id", "subject")) == [(arm.pk, "cnv_1")]


def test_draws_follow_the_probabilities():
    share = sum(draw(f"unit {n}", ARMS) == "off" for n in range(4000)) / 4000
    assert 0.17 < share < 0.23  # five standard errors


@pytest.mark.parametrize("arms", [{"on": 0.5, "off": 0.4}, {"on": 1.2, "off": -0.2}])
def test_arms_that_do_not_sum_to_one_are_refused_and_nothing_is_kept(brand, arms):
    with pytest.raises(Invalid):
        assign(brand[0].pk, experiment="drafts", unit="cus_1", arms=arms)
    assert Assignment.objects.count() == 0
