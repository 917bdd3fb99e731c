"""Randomised assignment to arms, and the log of who was exposed to what."""

from __future__ import annotations

from django.db import models

from tandem.foundation.tenancy.tables import TenantModel


class Assignment(TenantModel):
    """A unit's arm in an experiment, fixed until it expires."""

    experiment = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    arm = models.CharField(max_length=30)
    propensity = models.FloatField()
    assigned_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="arm_of_brand"),
            models.UniqueConstraint(fields=["brand", "experiment", "unit", "assigned_at"], name="arm_once"),
        ]


class Exposure(TenantModel):
    """The unit met the arm, here."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    subject = models.CharField(max_length=60)
    at = models.DateTimeField()
