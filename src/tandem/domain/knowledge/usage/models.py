"""What happened to a wording in a conversation, and who said that it is wrong. Facts hold no text and no person.

Facts are one table with indexes, not partitions: the same fact twice must count once, and a unique key over a
partitioned table would have to hold the month; see docs/decisions/knowledge-usage.md.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from tandem.core.knowledge.measures import KINDS, SURFACES
from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

ABOUT = ("wrong", "out_of_date", "unclear", "complaint")


def flag_ref() -> str:
    return new_ref("flg")


def foreign(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key within the brand: Django's part without a constraint; the composite one is in the migration."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_constraint=False, **options)


class Fact(TenantModel):
    """One thing that happened to a section of a version, once; `key` names its cause (a suggestion, a contact, a flag)."""

    kind = models.CharField(max_length=16)
    article = foreign("articles.Article")
    version = foreign("articles.Version")
    section = models.CharField(max_length=24, blank=True)
    pool = foreign("tenancy.Pool", null=True, blank=True)
    vendor = models.ForeignKey("tenancy.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, blank=True)
    surface = models.CharField(max_length=10)
    conversation = models.CharField(max_length=24, blank=True)
    generation = foreign("ai.Generation", null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="fact_of_brand"),
            models.UniqueConstraint(fields=["version", "section", "kind", "key"], name="fact_once"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="fact_kind_known"),
            models.CheckConstraint(condition=models.Q(surface__in=SURFACES), name="fact_surface_known"),
        ]
        indexes = [
            models.Index(fields=["brand", "article", "at"], name="fact_of_article"),
            models.Index(fields=["brand", "at"], name="fact_recent"),
            models.Index(fields=["brand", "conversation"], name="fact_of_conversation"),
        ]


class Flag(TenantModel):
    """Somebody says that a wording is wrong, or that a customer complained of it. An approver rules on it."""

    ref = models.CharField(max_length=24, unique=True, default=flag_ref, editable=False)
    article = foreign("articles.Article")
    version = foreign("articles.Version")
    section = models.CharField(max_length=24, blank=True)
    about = models.CharField(max_length=12)
    reason = models.CharField(max_length=400)
    conversation = models.CharField(max_length=24, blank=True)
    by = foreign("tenancy.Membership")
    vendor = models.ForeignKey("tenancy.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="flag_of_brand"),
            models.UniqueConstraint(fields=["version", "section", "about", "conversation", "by"], name="flag_once"),
            models.CheckConstraint(condition=models.Q(about__in=ABOUT) & ~models.Q(reason=""), name="a_flag_says_why"),
        ]
        indexes = [models.Index(fields=["brand", "article", "at"], name="flag_of_article")]


class FlagRuling(TenantModel):
    """An approver confirmed or rejected a flag: once, and not the one who raised it."""

    flag = models.OneToOneField(Flag, on_delete=models.PROTECT, related_name="ruling", db_constraint=False)
    confirmed = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)
    by = foreign("tenancy.Membership")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="flagruling_of_brand")]
