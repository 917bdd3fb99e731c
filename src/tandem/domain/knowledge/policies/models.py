"""Where guides are walked and rules fire. What the policies say stands in versions, as for articles.

A conversation is named by its public reference: it lives on a storey above.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from tandem.core.knowledge.policies.guides import OUTCOMES
from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

RAISED_BY = (("rule", "Rule"), ("expert", "Expert"), ("ai", "AI"))


def run_ref() -> str:
    return new_ref("run")


def foreign(to: Any, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key within the brand: Django's part without a constraint; the composite one is in the migration."""
    return models.ForeignKey(to, on_delete=models.PROTECT, db_constraint=False, **options)


class GuideRun(TenantModel):
    """Somebody walks a guide for a conversation, by the version that was in force when they began.

    `ended_at` follows its GuideFinish, by a trigger: a conversation has one open run of a guide at most.
    """

    ref = models.CharField(max_length=24, unique=True, default=run_ref, editable=False)
    guide = foreign("articles.Article", related_name="+")
    version = foreign("articles.Version", related_name="+")
    conversation = models.CharField(max_length=24, blank=True)
    by = foreign("tenancy.Membership", related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="guiderun_of_brand"),
            models.UniqueConstraint(
                fields=["brand", "conversation", "guide"],
                condition=models.Q(ended_at__isnull=True) & ~models.Q(conversation=""),
                name="guiderun_open_once",
            ),
        ]
        indexes = [models.Index(fields=["brand", "conversation", "-started_at"], name="guiderun_of_conversation")]


class GuideAnswer(TenantModel):
    """What was answered at one step, and which step came next; or (`back`) a return to the step before, which answers nothing."""

    run = foreign(GuideRun, related_name="given")
    number = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)
    then = models.CharField(max_length=40)
    back = models.BooleanField(default=False)
    by = foreign("tenancy.Membership", related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="guideanswer_once_a_number")]


class GuideFinish(TenantModel):
    """A run ended, at a step's outcome or broken off (`stopped`)."""

    run = models.OneToOneField(GuideRun, on_delete=models.PROTECT, related_name="finish", db_constraint=False)
    outcome = models.CharField(max_length=12, choices=[(one, one) for one in (*OUTCOMES, "stopped")])
    step = models.CharField(max_length=40)
    by = foreign("tenancy.Membership", related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="guidefinish_of_brand")]


class Firing(TenantModel):
    """A rule was met in a conversation: once for each version. `why` holds conditions and values, never what was written."""

    article = foreign("articles.Article", related_name="+")
    version = foreign("articles.Version", related_name="+")
    conversation = models.CharField(max_length=24)
    why = models.JSONField(default=list)
    raised_by = models.CharField(max_length=8, choices=RAISED_BY, default="rule")
    by = foreign("tenancy.Membership", related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "conversation"], name="firing_once_a_conversation")]
        indexes = [
            models.Index(fields=["brand", "article", "-at"], name="firing_of_rule"),
            models.Index(fields=["brand", "conversation"], name="firing_of_conversation"),
        ]
