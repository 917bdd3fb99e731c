"""Readers of the help centre: what they opened, whether it helped, whether they asked a person all the same.

A session is a random number in a browser, begun by a search or a vote; it knows a customer only once that browser writes
to us. Whoever only reads is counted by the day and cannot be followed: unknown, never helped.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from tandem.core.knowledge.deflection import REASONS
from tandem.foundation.tenancy.tables import TenantModel

FATES = ("asked", "unhelpful", "deflected")


def foreign(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key within the brand: Django's part without a constraint; the composite one is in the migration."""
    return models.ForeignKey(to, on_delete=models.PROTECT, db_constraint=False, **{"related_name": "+", **options})


class Session(TenantModel):
    """One reader for a while. `due_at`: 24 hours after the last article, when it is settled what became of them."""

    ref = models.CharField(max_length=24, unique=True)
    customer = foreign("customers.Customer", null=True, blank=True)
    began_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="session_of_brand")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="session_due"),
            models.Index(fields=["brand", "customer"], condition=models.Q(customer__isnull=False), name="session_of_customer"),
        ]


class Read(TenantModel):
    """A version was opened in a session: when last."""

    session = foreign("readings.Session", related_name="reads")
    article = foreign("articles.Article")
    version = foreign("articles.Version")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="read_once_a_session")]
        indexes = [models.Index(fields=["brand", "article", "at"], name="read_of_article")]


class Passing(TenantModel):
    """How often a version was opened on a day by readers who are not followed."""

    article = foreign("articles.Article")
    version = foreign("articles.Version")
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["version", "day"], name="passing_once_a_day")]
        indexes = [models.Index(fields=["brand", "day"], name="passing_recent")]


class Vote(TenantModel):
    """Whether a version helped, as its reader last said; `comment` in their words, if they wrote any."""

    session = foreign("readings.Session", related_name="votes")
    article = foreign("articles.Article")
    version = foreign("articles.Version")
    helpful = models.BooleanField()
    reason = models.CharField(max_length=12, blank=True)
    comment = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="vote_once_a_session"),
            models.CheckConstraint(condition=models.Q(reason__in=("", *REASONS)), name="vote_reason_known"),
        ]
        indexes = [models.Index(fields=["brand", "article", "at"], name="vote_of_article")]


class Asking(TenantModel):
    """A reader wrote to a person. `words`: what they had searched for when they came from the help centre."""

    session = foreign("readings.Session", related_name="askings")
    conversation = foreign("conversations.Conversation")
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["session", "conversation"], name="asking_once")]
        indexes = [models.Index(fields=["brand", "conversation"], name="asking_of_conversation")]


class Settlement(TenantModel):
    """What became of a reader, once 24 hours had passed since the last article."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="settlement", db_constraint=False)
    fate = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=models.Q(fate__in=FATES), name="settlement_fate_known")]
