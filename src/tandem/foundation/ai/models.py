"""Provenance: one row for each thing an AI made."""

from __future__ import annotations

from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

FATES = (("offered", "Offered"), ("accepted", "Accepted"), ("edited", "Edited"), ("dismissed", "Dismissed"), ("ignored", "Ignored"), ("withdrawn", "Withdrawn"))


def generation_ref() -> str:
    return new_ref("gen")


class Generation(TenantModel):
    """What was generated, by which deployment, from which evidence, how sure, in which arm, and what became of it."""

    ref = models.CharField(max_length=24, unique=True, default=generation_ref, editable=False)
    kind = models.CharField(max_length=30)
    deployment = models.CharField(max_length=80)
    subject = models.CharField(max_length=60)
    input_hash = models.CharField(max_length=64)
    evidence = models.JSONField(default=list)
    confidence = models.FloatField(null=True)
    arm = models.CharField(max_length=30, default="on")
    propensity = models.FloatField(default=1.0)
    made_at = models.DateTimeField()
    milliseconds = models.FloatField(default=0)
    fate = models.CharField(max_length=12, choices=FATES, default="offered")
    fate_reason = models.CharField(max_length=200, blank=True)
    fate_at = models.DateTimeField(null=True, blank=True)
    fate_by = models.ForeignKey("tenancy.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="generation_of_brand")]
        indexes = [models.Index(fields=["brand", "subject"], name="generation_subject")]
