"""How a version is released: who wrote it, sent it, approved it, sent it back, renewed and retired it.

Each is a row with who, when and why, and none is ever changed.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from tandem.foundation.tenancy.tables import TenantModel


def _member(**options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("tenancy.Membership", on_delete=models.PROTECT, related_name="+", db_constraint=False, **options)


def _version(name: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("articles.Version", on_delete=models.PROTECT, related_name=name, db_constraint=False)


class ReleaseRule(TenantModel):
    """How many approvals a kind of entry needs, as the brand says; the latest row of a kind holds."""

    kind = models.CharField(max_length=12)
    approvals = models.PositiveSmallIntegerField(default=1)
    approvals_for_money = models.PositiveSmallIntegerField(default=1)
    expires_after_days = models.PositiveIntegerField(null=True, blank=True)
    set_by = _member(null=True, blank=True)
    set_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="releaserule_of_brand"),
            models.CheckConstraint(
                condition=models.Q(approvals__range=(1, 3), approvals_for_money__range=(1, 3), approvals_for_money__gte=models.F("approvals")),
                name="a_rule_asks_for_one_to_three",
            ),
        ]


class Contribution(TenantModel):
    """Somebody wrote some of this version. Written by a trigger alone: who wrote cannot approve."""

    # a draft thrown away takes its writers along: a trigger's work, since the application cannot
    version = models.ForeignKey("articles.Version", on_delete=models.DO_NOTHING, related_name="contributions", db_constraint=False)
    member = _member()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "member"], name="contribution_once")]


class Submission(TenantModel):
    """A draft was sent for review. `touches_money`: whether it changes what is said of money, compared with what was in force then."""

    version = _version("submissions")
    round = models.PositiveIntegerField()
    touches_money = models.BooleanField()
    by = _member(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "round"], name="submission_once_a_round")]


class Approval(TenantModel):
    """A named person stands for this very wording. `seal` and `round` are the trigger's."""

    version = _version("approvals")
    round = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")
    by = _member()
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "round", "by"], name="one_approval_a_person")]


class SentBack(TenantModel):
    """A version under review became a draft again: sent back by an approver, or taken back by its writers."""

    version = _version("sent_back")
    round = models.PositiveIntegerField()
    by = _member(null=True, blank=True)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "round"], name="sent_back_once_a_round")]


class Renewal(TenantModel):
    """An approver read a published version again and let it stand until another date."""

    version = _version("renewals")
    expires_at = models.DateTimeField(null=True, blank=True)
    by = _member()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="renewal_of_brand")]


class Reminder(TenantModel):
    """The entry's people were told that a version expires soon: once for each date of expiry."""

    version = _version("reminders")
    expires_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "expires_at"], name="one_reminder_a_date")]


class Nudge(TenantModel):
    """Somebody asked the approvers of a version in review to look at it."""

    version = _version("nudges")
    round = models.PositiveIntegerField()
    by = _member(null=True, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="nudge_of_brand")]


class Retirement(TenantModel):
    """An entry was taken out of force before its time."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="retirements", db_constraint=False)
    version = _version("retirements")
    successor = models.ForeignKey("articles.Article", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    by = _member(null=True, blank=True)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="retirement_of_brand")]
