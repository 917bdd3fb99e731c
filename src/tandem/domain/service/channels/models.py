"""How a brand's chat greets, and where its widget may stand."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tandem.foundation.tenancy.tables import TenantModel


class ChatSettings(TenantModel):
    """One row a brand."""

    greeting = models.CharField(max_length=300, blank=True)
    privacy_url = models.URLField(blank=True)
    widget_origins = ArrayField(models.CharField(max_length=120), default=list, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand"], name="one_chat_a_brand")]
