"""What people say about wordings before they change: comments, and proposals that an author takes up or declines."""

from __future__ import annotations

from typing import Any

from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

KINDS = ("edit", "new", "retire")  # another wording, a new article, an article that no longer serves
SOURCES = ("person", "answer", "measure")  # somebody's own words; an answer that served customers; what is measured


def comment_ref() -> str:
    return new_ref("cmt")


def proposal_ref() -> str:
    return new_ref("prp")


def foreign(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A key within the brand: Django's part without a constraint; the composite one is in the migration."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_constraint=False, **options)


class Comment(TenantModel):
    """Something said about an article, or a section of it, by somebody who may read it."""

    ref = models.CharField(max_length=24, unique=True, default=comment_ref, editable=False)
    article = foreign("articles.Article")
    version = foreign("articles.Version")
    section = models.CharField(max_length=24, blank=True)
    text = models.CharField(max_length=2000)
    by = foreign("tenancy.Membership")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="comment_of_brand"),
            models.CheckConstraint(condition=~models.Q(text=""), name="a_comment_says_something"),
        ]
        indexes = [models.Index(fields=["brand", "article", "at"], name="comment_of_article")]


class Resolution(TenantModel):
    """Somebody settled what a comment was about."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="resolution", db_constraint=False)
    by = foreign("tenancy.Membership")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="resolution_of_brand")]


class Proposal(TenantModel):
    """A wording that somebody proposes: for a section of a version, or for a new article; or that an article ends.

    `by` is whose words they are, empty where nobody's are (what is measured). `key` is the cause of what a job proposes.
    """

    ref = models.CharField(max_length=24, unique=True, default=proposal_ref, editable=False)
    kind = models.CharField(max_length=8)
    source = models.CharField(max_length=8, default="person")
    article = foreign("articles.Article", null=True, blank=True)
    base = foreign("articles.Version", null=True, blank=True)
    section = models.CharField(max_length=24, blank=True)
    title = models.CharField(max_length=200, blank=True)
    wording = models.TextField(blank=True)
    reason = models.CharField(max_length=400)
    conversation = models.CharField(max_length=24, blank=True)
    by = foreign("tenancy.Membership", null=True, blank=True)
    vendor = models.ForeignKey("tenancy.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="proposal_of_brand"),
            models.UniqueConstraint(fields=["brand", "key"], condition=~models.Q(key=""), name="proposal_once_a_cause"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS, source__in=SOURCES), name="proposal_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="new", article__isnull=True) | (~models.Q(kind="new") & models.Q(article__isnull=False, base__isnull=False)),
                name="a_proposal_names_what_it_changes",
            ),
            models.CheckConstraint(condition=models.Q(kind="retire") | ~models.Q(wording=""), name="a_proposal_has_words"),
            models.CheckConstraint(condition=models.Q(source="measure") | models.Q(by__isnull=False), name="words_have_an_author"),
        ]
        indexes = [models.Index(fields=["brand", "article", "at"], name="proposal_of_article")]


class Verdict(TenantModel):
    """What became of a proposal: taken up (as which draft), declined, or withdrawn by its author; and why."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="verdict", db_constraint=False)
    outcome = models.CharField(max_length=9)
    reason = models.CharField(max_length=400, blank=True)
    version = foreign("articles.Version", null=True, blank=True)
    by = foreign("tenancy.Membership")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="verdict_of_brand"),
            models.CheckConstraint(condition=models.Q(outcome__in=("accepted", "declined", "withdrawn")), name="verdict_known"),
            models.CheckConstraint(condition=~models.Q(outcome="declined") | ~models.Q(reason=""), name="declined_with_a_reason"),
        ]


class CreditWish(TenantModel):
    """Whether a person wants to be named where their words became knowledge; the latest row holds, none means no."""

    member = foreign("tenancy.Membership")
    named = models.BooleanField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "id"], name="creditwish_of_brand")]
