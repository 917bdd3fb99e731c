"""Questions that found no good article, by reference to the message, and the gaps that they make together."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import VectorField

from tandem.foundation.ai.embedding import DIMENSIONS
from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

# Why a question counts as unanswered: the assistant had too little, the help centre found nothing, an expert
# searched and found nothing, somebody said that the article was wrong; or (weaker) an expert was shown something and used none of it.
SOURCES = ("thin", "help", "searched", "flagged", "unused")
HOW_USED = ("opened", "quoted", "macro")


def gap_ref() -> str:
    return new_ref("gap")


def foreign(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key within the brand: Django's part without a constraint; the composite one is in the migration."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_constraint=False, **options)


class Gap(TenantModel):
    """A matter that customers ask about and no article settles. `words` name it, as many customers used them."""

    ref = models.CharField(max_length=24, unique=True, default=gap_ref, editable=False)
    words = ArrayField(models.CharField(max_length=40), default=list)
    language = models.CharField(max_length=12, default="en")
    embedder = models.CharField(max_length=80)  # of the centre
    centre = VectorField(dimensions=DIMENSIONS)
    found_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="gap_of_brand")]
        indexes = [models.Index(fields=["brand", "found_at"], name="gap_recent")]


class Question(TenantModel):
    """A question without a good article: where it stands and its meaning, never its words.

    What the help centre was asked stands nowhere: it has no message, only its meaning.
    """

    source = models.CharField(max_length=8)
    message = foreign("conversations.Message", null=True, blank=True)
    queue = foreign("queues.Queue", null=True, blank=True)
    language = models.CharField(max_length=12, default="en")
    embedder = models.CharField(max_length=80)
    embedding = VectorField(dimensions=DIMENSIONS, null=True, blank=True)
    key = models.CharField(max_length=60)
    gap = models.ForeignKey(Gap, null=True, blank=True, on_delete=models.PROTECT, related_name="questions", db_constraint=False)
    asked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="question_of_brand"),
            models.UniqueConstraint(fields=["brand", "key"], name="question_once"),
            models.UniqueConstraint(fields=["message"], condition=models.Q(message__isnull=False), name="one_question_a_message"),
            models.CheckConstraint(condition=models.Q(source__in=SOURCES), name="question_source_known"),
            models.CheckConstraint(condition=models.Q(source="help") | models.Q(message__isnull=False), name="a_question_stands_in_a_message"),
        ]
        indexes = [models.Index(fields=["brand", "asked_at"], name="question_recent"), models.Index(fields=["gap", "asked_at"], name="question_of_gap")]


class Search(TenantModel):
    """An expert searched for what this message asks and was shown something. What they typed is not kept."""

    message = foreign("conversations.Message")
    by = foreign("tenancy.Membership")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="search_of_brand"),
            models.UniqueConstraint(fields=["message"], name="search_once_a_question"),
        ]


class SearchUse(TenantModel):
    """Something that the search showed was opened, quoted, or (a macro) put into the reply: the first of it."""

    search = models.OneToOneField(Search, on_delete=models.PROTECT, related_name="use", db_constraint=False)
    how = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="searchuse_of_brand"),
            models.CheckConstraint(condition=models.Q(how__in=HOW_USED), name="search_use_known"),
        ]


class GapDraft(TenantModel):
    """An article was begun from a gap."""

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="drafts", db_constraint=False)
    article = foreign("articles.Article")
    by = foreign("tenancy.Membership")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["gap", "article"], name="gap_draft_once")]


class GapEnd(TenantModel):
    """A gap was dismissed by somebody, with why, or an article covers it: later questions of it got a good answer."""

    gap = models.OneToOneField(Gap, on_delete=models.PROTECT, related_name="end", db_constraint=False)
    covered = models.BooleanField()
    article = foreign("articles.Article", null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    answered = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    by = foreign("tenancy.Membership", null=True, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="gapend_of_brand"),
            models.CheckConstraint(condition=models.Q(covered=True) | (~models.Q(reason="") & models.Q(by__isnull=False)), name="dismissed_by_somebody"),
        ]
