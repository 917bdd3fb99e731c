"""Keys of requests from outside: the same key gives the same answer, once."""

from __future__ import annotations

from django.db import models

from tandem.foundation.tenancy.tables import TenantModel


class EntryKey(TenantModel):
    """One accepted entry: its source, the client's id, what was asked (hashed) and what came of it."""

    source = models.CharField(max_length=60)
    client_id = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand", "source", "client_id"], name="entry_once")]
        indexes = [models.Index(fields=["at"], name="entry_age")]
