"""Walls between brands."""

from django.db import migrations

from tandem.foundation.database.operations import composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0001_initial"), ("conversations", "0004_walls"), ("ai", "0002_walls")]
    operations = [
        tenant_policy("suggestions_suggestion"),
        composite_keys(
            "suggestions_suggestion", conversation_id="conversations_conversation", message_id="conversations_message", generation_id="ai_generation"
        ),
    ]
