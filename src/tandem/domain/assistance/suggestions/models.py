"""Suggestions: what the assistant offered for a customer's message, or why it offered nothing."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel


def suggestion_ref() -> str:
    return new_ref("sug")


class Suggestion(TenantModel):
    """A draft with its citations, or an abstention with reason and sources; its generation holds its fate.

    `citations` are the quotes of the draft in order; `sources` the articles offered where there is no draft; `depends` the
    place (products, plans, regions) that nobody stated yet, and its values that would give a draft;
    `articles` the references of both, to withdraw it when one changes.
    """

    ref = models.CharField(max_length=24, unique=True, default=suggestion_ref, editable=False)
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    message = models.ForeignKey(
        "conversations.Message", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    generation = models.ForeignKey(
        "ai.Generation", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    text = models.TextField(blank=True)
    citations = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    depends = models.JSONField(default=dict)
    articles = ArrayField(models.CharField(max_length=24), default=list)
    abstained = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # from then on the message may have another

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="suggestion_of_brand"),
            models.UniqueConstraint(fields=["message"], condition=models.Q(withdrawn_at__isnull=True), name="one_suggestion_a_message"),
            models.CheckConstraint(
                condition=models.Q(abstained=True, text="") & ~models.Q(reason="")
                | models.Q(abstained=False, reason="") & ~models.Q(text=""),
                name="a_draft_or_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "-made_at"], name="suggestion_thread"),
            models.Index(fields=["brand", "-made_at"], name="suggestion_recent"),
        ]
