"""Offers: an expert is asked to take a contact, until a deadline."""

from __future__ import annotations

from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

STATES = (("open", "Open"), ("accepted", "Accepted"), ("declined", "Declined"), ("lapsed", "Lapsed"), ("withdrawn", "Withdrawn"))


def offer_ref() -> str:
    return new_ref("off")


class Offer(TenantModel):
    """One contact asked of one person. By constraint: one open offer a contact, one a person, across all brands."""

    ref = models.CharField(max_length=24, unique=True, default=offer_ref, editable=False)
    contact = models.ForeignKey("conversations.Contact", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    membership = models.ForeignKey("tenancy.Membership", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person_id = models.BigIntegerField()
    vendor_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="open")
    rule = models.CharField(max_length=20)
    eligible = models.PositiveIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=models.Q(state="open"), name="one_open_offer_a_contact"),
            models.UniqueConstraint(fields=["person_id"], condition=models.Q(state="open"), name="one_open_offer_a_person"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="offer_due"),
            models.Index(fields=["contact", "settled_at"], name="offer_of_contact"),
            models.Index(fields=["membership", "-made_at"], name="offer_of_member"),
        ]
