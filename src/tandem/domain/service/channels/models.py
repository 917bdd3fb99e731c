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
    return_days = models.PositiveSmallIntegerField(default=14)  # how long the link in a mailed answer opens its chat

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand"], name="one_chat_a_brand")]


class Arrival(TenantModel):
    """Somebody began a chat or left a message from an address of the network, kept for an hour as a keyed hash."""

    address = models.CharField(max_length=64)
    arrived_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["brand", "address", "arrived_at"], name="arrival_pace"), models.Index(fields=["arrived_at"], name="arrival_age")]
