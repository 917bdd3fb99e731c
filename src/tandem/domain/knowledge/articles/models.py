"""Articles, their versions, and the sections that are searched and quoted.

One shape of versions: a version is valid over [valid_from, valid_until); at any instant at most one version
of an article is. Section references are stable: a section that keeps its heading keeps its reference.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import VectorField

from tandem.foundation.ai.embedding import DIMENSIONS
from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

ARTICLE_STATES = (("draft", "Draft"), ("published", "Published"), ("retired", "Retired"))
VERSION_STATUSES = (("draft", "Draft"), ("published", "Published"), ("superseded", "Superseded"))


def article_ref() -> str:
    return new_ref("art")


def section_ref() -> str:
    return new_ref("sec")


class Article(TenantModel):
    """What is known about one matter. Title and language are those in force, or the draft's before."""

    ref = models.CharField(max_length=24, unique=True, default=article_ref, editable=False)
    slug = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    topics = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    language = models.CharField(max_length=12, default="en")
    state = models.CharField(max_length=10, choices=ARTICLE_STATES, default="draft")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="article_of_brand"),
            models.UniqueConstraint(fields=["brand", "slug"], name="article_slug_once"),
        ]
        indexes = [models.Index(fields=["brand", "changed_at", "id"], name="article_recent")]


class Version(TenantModel):
    """One wording of an article. Published ones are never changed, only superseded."""

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="versions", db_constraint=False
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True)
    body = models.TextField()
    language = models.CharField(max_length=12, default="en")
    status = models.CharField(max_length=10, choices=VERSION_STATUSES, default="draft")
    author = models.ForeignKey(
        "tenancy.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "tenancy.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    centre = VectorField(
        dimensions=DIMENSIONS, null=True, blank=True
    )  # of its sections' vectors, once published
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="version_of_brand"),
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(status="draft"), name="one_draft_an_article"
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(status="published"),
                name="one_published_version_an_article",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", valid_from__isnull=True)
                | (
                    ~models.Q(status="draft") & models.Q(valid_from__isnull=False, published_at__isnull=False)
                ),
                name="drafts_alone_are_not_valid",
            ),
        ]


class Section(TenantModel):
    """A heading and its text, as plain text; a citation's span counts characters of `text`.

    Drafts have none. The search words (`words tsvector`) are a generated column of the migration.
    """

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="sections", db_constraint=False
    )
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
