"""Write what was generated, and what became of it."""

from __future__ import annotations

import hashlib
from typing import Any

from tandem.core.kit.refusals import Absent, Refused
from tandem.foundation import clock
from tandem.foundation.ai.models import Generation


def generated(
    brand_id: int, *, kind: str, deployment: str, subject: str, given: str, evidence: list[dict[str, Any]], confidence: float | None,
    milliseconds: float, arm: str = "on", propensity: float = 1.0,
) -> Generation:  # fmt: skip
    """One provenance row; `given` is hashed, its text is not kept here."""
    return Generation.objects.create(
        brand_id=brand_id, kind=kind, deployment=deployment, subject=subject, input_hash=hashlib.sha256(given.encode()).hexdigest(),
        evidence=evidence, confidence=confidence, arm=arm, propensity=propensity, made_at=clock.now(), milliseconds=milliseconds,
    )  # fmt: skip


def settle(generation_id: int, *, fate: str, by: int | None, reason: str = "") -> None:
    """Record what became of a generation, once. Raises Refused when it was settled before, Absent when there is none."""
    changed = Generation.objects.filter(pk=generation_id, fate="offered").update(fate=fate, fate_by_id=by, fate_at=clock.now(), fate_reason=reason[:200])
    if changed:
        return
    if not Generation.objects.filter(pk=generation_id).exists():
        raise Absent("There is no such suggestion.")
    raise Refused("This suggestion was already settled.", code="already_settled")
