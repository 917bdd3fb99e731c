"""Files: what is known of each, its bytes apart, and which still hang on nothing."""

from __future__ import annotations

from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel


def file_ref() -> str:
    return new_ref("fil")


class File(TenantModel):
    """What is known of a file. Nothing of it changes; erasure alone empties the name."""

    ref = models.CharField(max_length=24, unique=True, default=file_ref, editable=False)
    name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploader_kind = models.CharField(max_length=10)
    uploader_id = models.BigIntegerField(default=0)
    uploaded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="file_of_brand"),
            models.CheckConstraint(condition=models.Q(size__gte=1, size__lte=10_000_000), name="file_size"),
        ]
        indexes = [models.Index(fields=["brand", "uploader_kind", "uploader_id", "uploaded_at"], name="file_pace")]


class Content(TenantModel):
    """A file's bytes: apart, so that no list of files ever carries them along."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    content = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["file"], name="one_content_a_file")]


class Unused(TenantModel):
    """A file that hangs on nothing yet: whoever hangs it takes this row away, and after `until` the file goes."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    until = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["file"], name="one_unused_a_file")]
        indexes = [models.Index(fields=["until"], name="file_unused_until")]
