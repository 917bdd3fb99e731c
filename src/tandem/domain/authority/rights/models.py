"""Decision rights in force: who may decide matters of a class, up to which amount, from when until when.

Each row is what one released version of a right says, and nothing else: `policies` brings it here, and a trigger
compares it with that version. `source` and `version` name it. It ends in the transaction that ends the version.
"""

from __future__ import annotations

from django.db import models

from tandem.core.authority.rights import CLASSES, ROLES
from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel


def right_ref() -> str:
    return new_ref("rgt")


class Right(TenantModel):
    """A right over [valid_from, ended_at), cut short at ends_at. Nothing but its two ends, and what is told of them, is ever changed."""

    ref = models.CharField(max_length=24, unique=True, default=right_ref, editable=False)
    decision_class = models.CharField(max_length=12, choices=[(one, one) for one in CLASSES])
    role = models.CharField(max_length=20, choices=[(one, one) for one in ROLES])
    certification = models.CharField(max_length=60, blank=True)
    limit_minor = models.BigIntegerField(null=True, blank=True)  # none: any amount
    limit_currency = models.CharField(max_length=3, blank=True)
    four_eyes_above_minor = models.BigIntegerField(null=True, blank=True)
    four_eyes_currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)  # its date of expiry
    ended_at = models.DateTimeField(null=True, blank=True)  # when another version or a retirement ended it
    noted_ends_at = models.DateTimeField(null=True, blank=True)  # the two as audit and events have told them:
    noted_ended_at = models.DateTimeField(null=True, blank=True)  # the ends follow the version at once, the telling a step later

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="right_of_brand"),
            models.UniqueConstraint(fields=["brand", "source", "version"], name="right_of_a_version_once"),
            models.UniqueConstraint(fields=["brand", "source"], condition=models.Q(ended_at__isnull=True), name="one_right_in_force_a_source"),
            models.CheckConstraint(
                condition=models.Q(limit_minor__isnull=True, limit_currency="") | (models.Q(limit_minor__gte=0) & ~models.Q(limit_currency="")),
                name="a_limit_has_a_currency",
            ),
            models.CheckConstraint(
                condition=models.Q(four_eyes_above_minor__isnull=True, four_eyes_currency="")
                | (models.Q(four_eyes_above_minor__gte=0) & ~models.Q(four_eyes_currency="")),
                name="four_eyes_have_a_currency",
            ),
        ]
        indexes = [models.Index(fields=["brand", "decision_class", "valid_from"], name="right_by_class")]
