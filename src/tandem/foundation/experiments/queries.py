"""Reading experiments: which run in a brand, and how many units are in each arm."""

from __future__ import annotations

from django.db.models import Count

from tandem.foundation import clock
from tandem.foundation.experiments.models import Assignment


def running(brand_id: int) -> list[tuple[str, str, int]]:
    """(experiment, arm, units in it now), by name."""
    now = clock.now()
    rows = Assignment.objects.filter(brand_id=brand_id, assigned_at__lte=now, until__gt=now).order_by()
    counted = rows.values_list("experiment", "arm").annotate(units=Count("pk"))
    return sorted((experiment, arm, units) for experiment, arm, units in counted)
