"""Experts: profile, competences, availability."""

from __future__ import annotations

from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

STATES = (("offline", "Offline"), ("online", "Online"), ("away", "Away"), ("wrap_up", "Wrapping up"))
COMPETENCES = (("skill", "Skill"), ("language", "Language"), ("certification", "Certification"))


def expert_ref() -> str:
    return new_ref("exp")


class Expert(TenantModel):
    """Somebody who answers for a brand."""

    ref = models.CharField(max_length=24, unique=True, default=expert_ref, editable=False)
    membership = models.ForeignKey("tenancy.Membership", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person_id = models.BigIntegerField()
    headline = models.CharField(max_length=160, blank=True)
    takes_work = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="expert_of_brand"),
            models.UniqueConstraint(fields=["membership"], name="one_expert_a_membership"),
        ]
        indexes = [models.Index(fields=["person_id"], name="expert_person")]


class Competence(TenantModel):
    """A skill with its level, a language, or a certification with its end; granted by somebody."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="competences", db_constraint=False)
    kind = models.CharField(max_length=14, choices=COMPETENCES)
    key = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(default=3)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey("tenancy.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["expert", "kind", "key"], name="competence_once"),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=5), name="level_one_to_five"),
        ]


class Availability(models.Model):
    """Whether a person takes work now, across brands. Global: it holds no brand's text."""

    person_id = models.BigIntegerField(primary_key=True)
    state = models.CharField(max_length=10, choices=STATES, default="offline")
    reason = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField()
    idle_since = models.DateTimeField()
    lapses = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["until"], name="availability_until"),
            models.Index(fields=["seen_at"], condition=~models.Q(state="offline"), name="availability_seen"),
        ]


class Spell(models.Model):
    """A stretch of time in one state: what paid time, breaks and cover are computed from later."""

    person_id = models.BigIntegerField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id"], condition=models.Q(ended_at__isnull=True), name="one_open_spell")]
        indexes = [models.Index(fields=["person_id", "began_at"], name="spell_person")]
