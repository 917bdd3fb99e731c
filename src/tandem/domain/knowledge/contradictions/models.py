"""Pairs of sentences in force that cannot both hold, as found, and what an author or approver said of them."""

from __future__ import annotations

from typing import Any

from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel


def contradiction_ref() -> str:
    return new_ref("ctr")


def foreign(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key within the brand: Django's part without a constraint; the composite one is in the migration."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_constraint=False, **options)


class Contradiction(TenantModel):
    """Two sentences that disagree, by where they stand. `digest` is of the two sentences, so that what was dismissed
    stays dismissed when their articles get new versions around them. `gone_at`: one of them is no longer in force."""

    ref = models.CharField(max_length=24, unique=True, default=contradiction_ref, editable=False)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    left = foreign("articles.Version")
    left_section = models.CharField(max_length=24)
    left_start = models.PositiveIntegerField()
    left_end = models.PositiveIntegerField()
    right = foreign("articles.Version")
    right_section = models.CharField(max_length=24)
    right_start = models.PositiveIntegerField()
    right_end = models.PositiveIntegerField()
    detail = models.CharField(max_length=200)
    score = models.FloatField()
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="contradiction_of_brand"),
            models.UniqueConstraint(fields=["brand", "digest"], name="contradiction_once"),
            models.CheckConstraint(
                condition=models.Q(left_start__lt=models.F("left_end"), right_start__lt=models.F("right_end")), name="evidence_runs_forward"
            ),
        ]


class Ruling(TenantModel):
    """Somebody who keeps the knowledge confirmed it (one of them is to be mended) or dismissed it, with why."""

    contradiction = models.OneToOneField(Contradiction, on_delete=models.PROTECT, related_name="ruling", db_constraint=False)
    confirmed = models.BooleanField()
    reason = models.CharField(max_length=400, blank=True)
    by = foreign("tenancy.Membership")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="ruling_of_brand"),
            models.CheckConstraint(condition=models.Q(confirmed=True) | ~models.Q(reason=""), name="dismissed_with_a_reason"),
        ]
