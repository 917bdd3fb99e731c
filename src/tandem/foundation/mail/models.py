"""The outbox."""

from __future__ import annotations

from django.db import models


class Letter(models.Model):
    """A mail on its way. Its text is dropped once it was sent."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
