"""The ledger: who did what to which thing, when. Ids and salted hashes, never text. Sealed in batches later."""

from __future__ import annotations

from django.db import models

from tandem.foundation.tenancy.tables import TenantModel


class Entry(TenantModel):
    """One act. Append-only for the application's role."""

    at = models.DateTimeField()
    actor = models.JSONField()
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["brand", "subject"], name="entry_subject"), models.Index(fields=["brand", "at"], name="entry_at")]
