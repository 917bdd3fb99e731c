"""Entries of knowledge, their versions, and the sections that are searched and quoted.

One shape of versions for every kind: a version is valid over [valid_from, valid_until), cut short at
expires_at; at any instant at most one version of an entry is. How a version gets there, and that it cannot
without approvals, is `schema.GUARD`. Section references are stable: a section that keeps its heading keeps it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import VectorField

from tandem.core.knowledge.applicability import AUDIENCES
from tandem.core.knowledge.documents import KINDS
from tandem.foundation.ai.embedding import DIMENSIONS
from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

ARTICLE_STATES = (("draft", "Draft"), ("published", "Published"), ("expired", "Expired"), ("retired", "Retired"))
OPEN_STATUSES = ("draft", "in_review", "approved")
VERSION_STATUSES = (
    ("draft", "Draft"),
    ("in_review", "In review"),
    ("approved", "Approved"),
    ("published", "Published"),
    ("superseded", "Superseded"),
)


def article_ref() -> str:
    return new_ref("art")


def section_ref() -> str:
    return new_ref("sec")


def everybody() -> list[str]:
    return list(AUDIENCES)


def keys() -> ArrayField[Any, Any]:
    return ArrayField(models.CharField(max_length=60), default=list, blank=True)


def slugs() -> ArrayField[Any, Any]:
    return ArrayField(models.CharField(max_length=120), default=list, blank=True)


class Article(TenantModel):
    """What is known or ruled about one matter. Title and language are those in force, or the draft's before."""

    ref = models.CharField(max_length=24, unique=True, default=article_ref, editable=False)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS], default="article")
    slug = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    topics = keys()
    language = models.CharField(max_length=12, default="en")
    translation_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="translations", db_constraint=False)
    state = models.CharField(max_length=10, choices=ARTICLE_STATES, default="draft")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="article_of_brand"),
            models.UniqueConstraint(fields=["brand", "kind", "slug", "language"], name="article_slug_once"),
            models.UniqueConstraint(fields=["translation_of", "language"], condition=models.Q(translation_of__isnull=False), name="one_translation_a_language"),
        ]
        indexes = [models.Index(fields=["brand", "kind", "changed_at", "id"], name="article_recent")]


class Version(TenantModel):
    """One wording of an entry. From review on it is never changed, only released, sent back or superseded."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions", db_constraint=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    content = models.JSONField(null=True, blank=True)
    language = models.CharField(max_length=12, default="en")
    audience = ArrayField(models.CharField(max_length=10), default=everybody)
    products = keys()
    plans = keys()
    regions = keys()
    channels = keys()
    applies_from = models.DateTimeField(null=True, blank=True)
    applies_until = models.DateTimeField(null=True, blank=True)
    needs = slugs()
    related = slugs()
    source_number = models.PositiveIntegerField(null=True, blank=True)  # a translation's: the version it translates
    reason = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=10, choices=VERSION_STATUSES, default="draft")
    author = models.ForeignKey("tenancy.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    content_hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, editable=False, default="")  # the trigger's: of everything an approval covers
    round = models.PositiveIntegerField(default=0)  # how often it was sent for review
    approvals_needed = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    publish_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("tenancy.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    centre = VectorField(dimensions=DIMENSIONS, null=True, blank=True)  # of its sections' vectors, once published
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="version_of_brand"),
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["article"], condition=models.Q(status__in=OPEN_STATUSES), name="one_open_version_an_article"),
            models.UniqueConstraint(fields=["article"], condition=models.Q(status="published"), name="one_published_version_an_article"),
            models.CheckConstraint(
                condition=models.Q(status__in=OPEN_STATUSES, valid_from__isnull=True)
                | (~models.Q(status__in=OPEN_STATUSES) & models.Q(valid_from__isnull=False, published_at__isnull=False)),
                name="only_released_versions_are_valid",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="superseded") | models.Q(valid_until__isnull=False), name="superseded_versions_have_an_end"
            ),
            models.CheckConstraint(condition=models.Q(approvals_needed__range=(1, 3)), name="one_to_three_approvals"),
        ]
        indexes = [
            models.Index(fields=["publish_at"], condition=models.Q(status="approved"), name="version_due"),
            models.Index(fields=["expires_at"], condition=models.Q(status="published"), name="version_expiring"),
            models.Index(fields=["brand", "status"], name="version_by_status"),
        ]


class Section(TenantModel):
    """A heading and its text, as plain text; a citation's span counts characters of `text`.

    Only what was published has some. The search words (`words tsvector`) are a generated column of the migration.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="sections", db_constraint=False)
    section_ref = models.CharField(max_length=24, default=section_ref, editable=False)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    heading = models.TextField(blank=True)
    text = models.TextField()
    language = models.CharField(max_length=12, default="en")
    embedder = models.CharField(max_length=80)
    embedding = VectorField(dimensions=DIMENSIONS)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="section_of_brand"),
            models.UniqueConstraint(fields=["version", "position"], name="section_position_once"),
            models.UniqueConstraint(fields=["version", "section_ref"], name="section_ref_once"),
        ]
        indexes = [models.Index(fields=["brand", "section_ref"], name="section_by_ref")]


class Attachment(TenantModel):
    """A picture or another file that wordings of an entry may show, as `file:fil_…`. Its bytes never change."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="attachments", db_constraint=False)
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    attached_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "file"], name="attached_once_an_article")]


class Redirect(TenantModel):
    """A short name that an entry no longer has, or had elsewhere; it still leads there."""

    kind = models.CharField(max_length=12, default="article")
    slug = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="en")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="redirects", db_constraint=False)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="redirect_of_brand"),
            models.UniqueConstraint(fields=["brand", "kind", "slug", "language"], name="redirect_slug_once"),
        ]
