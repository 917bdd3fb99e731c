"""Settled questions by reference to their messages; the rankers learnt from them, and which of those orders a search.

No words are kept: a question is read through its message while that exists. Trainings and what was put in force are
only ever added to, so that anybody can read what a past draft was ordered by.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import VectorField

from tandem.foundation.ai.embedding import DIMENSIONS
from tandem.foundation.tenancy.tables import TenantModel

KINDS = ("right", "wrong", "unanswered")
# What somebody did: took the draft, changed it, quoted another article; dismissed it, said that an article is wrong;
# answered in words of their own where the assistant had nothing.
CAUSES = ("accepted", "edited", "quoted", "dismissed", "flagged", "own_words")


def foreign(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key within the brand: Django's part without a constraint; the composite one is in the migration."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_constraint=False, **options)


class Precedent(TenantModel):
    """What somebody did on a customer's question. `key` names the act, so that it counts once."""

    kind = models.CharField(max_length=10)
    cause = models.CharField(max_length=10)
    message = foreign("conversations.Message")
    embedder = models.CharField(max_length=80)
    embedding = VectorField(dimensions=DIMENSIONS, null=True, blank=True)
    articles = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    by = foreign("tenancy.Membership", null=True, blank=True)
    key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="precedent_of_brand"),
            models.UniqueConstraint(fields=["brand", "key"], name="precedent_once"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS) & models.Q(cause__in=CAUSES), name="precedent_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="unanswered", articles=[]) | (~models.Q(kind="unanswered") & ~models.Q(articles=[])),
                name="a_verdict_names_its_articles",
            ),
        ]
        indexes = [models.Index(fields=["message"], name="precedent_of_message")]


class Training(TenantModel):
    """One training: on how many questions up to which row, how it did on those held out, beside the plain order.

    `weights` are the ranker's, as plain numbers, where it was better; what was not is never put in force, and says no more.
    """

    number = models.PositiveIntegerField()
    upto = models.BigIntegerField()
    learnt_from = models.PositiveIntegerField()
    tried_on = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    embedder = models.CharField(max_length=80)
    weights = models.JSONField(null=True, blank=True)
    by = foreign("tenancy.Membership", null=True, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="training_of_brand"),
            models.UniqueConstraint(fields=["brand", "number"], name="training_number_once"),
        ]


class Choice(TenantModel):
    """From here on this training's ranker orders a search, or (none) the plain order does; the latest row holds."""

    training = models.ForeignKey(Training, null=True, blank=True, on_delete=models.PROTECT, related_name="choices", db_constraint=False)
    reason = models.CharField(max_length=400)
    by = foreign("tenancy.Membership", null=True, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="choice_of_brand"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_choice_says_why"),
        ]
