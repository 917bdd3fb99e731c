"""Tickets: a browser shows one to open its stream, once."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Ticket(models.Model):
    """The right to one stream over these topics, for a few seconds, and what the stream will hang on. Global, kept as a hash."""

    hash = models.CharField(max_length=64, unique=True)
    topics = ArrayField(models.CharField(max_length=80))
    expires_at = models.DateTimeField()
    person_id = models.BigIntegerField(default=0)
    session_key = models.CharField(max_length=40, blank=True, default="")
    token_id = models.BigIntegerField(default=0)
    standing = models.CharField(max_length=32, blank=True, default="")
