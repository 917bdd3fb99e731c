"""Assign a unit to an arm, and log its exposure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.db import connection

from tandem.core.kit.refusals import Invalid
from tandem.foundation import clock
from tandem.foundation.experiments.models import Assignment, Exposure

FIXED_FOR = timedelta(days=28)


def assign(brand_id: int, *, experiment: str, unit: str, arms: Mapping[str, float]) -> Assignment:
    """The unit's arm: the one it has, or one drawn now with the given probabilities and kept for 28 days.

    The draw hashes (experiment, unit, period), so that two workers draw alike. Raises Invalid when the
    probabilities do not sum to one.
    """
    if abs(sum(arms.values()) - 1.0) > 1e-9 or min(arms.values()) < 0:
        raise Invalid("The arms' probabilities must be positive and sum to one.", field="arms")
    now = clock.now()
    live = Assignment.objects.filter(experiment=experiment, unit=unit, assigned_at__lte=now, until__gt=now).first()
    if live is not None:
        return live
    with connection.cursor() as cursor:  # two workers drawing for one unit: the second waits, then finds the first's row
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{brand_id}:{experiment}:{unit}"])
    live = Assignment.objects.filter(experiment=experiment, unit=unit, assigned_at__lte=now, until__gt=now).first()
    if live is not None:
        return live
    arm = draw(f"{brand_id}:{experiment}:{unit}:{now.date()}", arms)
    return Assignment.objects.create(brand_id=brand_id, experiment=experiment, unit=unit, arm=arm, propensity=arms[arm], assigned_at=now, until=now + FIXED_FOR)


def draw(seed: str, arms: Mapping[str, float]) -> str:
    """The arm that the hash of `seed` falls on."""
    point = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) / 2**64
    for arm, probability in arms.items():
        point -= probability
        if point < 0:
            return arm
    return list(arms)[-1]


def expose(assignment: Assignment, *, subject: str) -> None:
    """Log that the unit met its arm on `subject` (a public reference)."""
    Exposure.objects.create(brand_id=assignment.brand_id, assignment=assignment, subject=subject, at=clock.now())
