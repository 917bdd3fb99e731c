"""Queues: where contacts wait, with hours, needs, targets and the risk gate."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

RISKS = (("standard", "Standard"), ("elevated", "Elevated"), ("restricted", "Restricted"))


def queue_ref() -> str:
    return new_ref("que")


class Queue(TenantModel):
    """A line of waiting contacts of one brand. The risk gate says which kinds of pool may serve it (R64)."""

    ref = models.CharField(max_length=24, unique=True, default=queue_ref, editable=False)
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=60, default="Europe/London")
    hours = models.JSONField(default=dict)
    closed_days = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list)
    skills = models.JSONField(default=dict)  # key -> least level
    certifications = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    risk = models.CharField(max_length=12, choices=RISKS, default="standard")
    pool_kinds = ArrayField(models.CharField(max_length=10), default=list)
    overflow_kinds = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    overflow_after_seconds = models.PositiveIntegerField(default=120)
    answer_within_seconds = models.PositiveIntegerField(default=60)
    letter_within_seconds = models.PositiveIntegerField(default=24 * 3600)  # the target of e-mail and form: deferred work
    service_level = models.FloatField(default=0.8)
    offer_seconds = models.PositiveIntegerField(default=30)
    reply_grace_seconds = models.PositiveIntegerField(default=300)
    wrap_up_seconds = models.PositiveIntegerField(default=20)
    is_default = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="queue_of_brand"),
            models.UniqueConstraint(fields=["brand", "key"], name="queue_key_once"),
            models.UniqueConstraint(fields=["brand"], condition=models.Q(is_default=True), name="one_default_queue"),
        ]
