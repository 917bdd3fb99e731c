"""Fetching experts with permission."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent
from tandem.domain.workforce.experts.models import Expert


def expert_in_scope(ref: str) -> Expert:
    """An expert of the brands (and the vendor) in scope. Raises Absent."""
    expert = Expert.objects.select_related("membership__pool", "brand").filter(ref=ref).first()
    if expert is None:
        raise Absent("There is no such expert.")
    return expert
