"""The event table's companions: cursors and the retry table. The event table itself is partitioned, by migration."""

from __future__ import annotations

from django.db import models


class Cursor(models.Model):
    """How far a subscription has read, by shard: every event at or before (xid, id) is done or set aside."""

    subscription = models.CharField(max_length=160)
    shard = models.SmallIntegerField()
    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "shard"], name="one_cursor_a_shard")]


class Setback(models.Model):
    """An event that a subscription failed on: tried again with backoff, then dead until a person requeues it."""

    subscription = models.CharField(max_length=160)
    event_id = models.BigIntegerField()
    brand_id = models.BigIntegerField()
    attempts = models.SmallIntegerField(default=1)
    error = models.TextField()
    due_at = models.DateTimeField()
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "event_id"], name="one_setback_an_event")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(dead_at__isnull=True), name="setback_due")]
