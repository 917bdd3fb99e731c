"""Walls and keys of what a conversation is about."""

from django.db import migrations

from tandem.domain.service.conversations.schema import TOUCHED
from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_matter"), ("tenancy", "0002_walls")]
    operations = [
        tenant_policy("conversations_matter", extra=TOUCHED.format(key="conversations_matter.conversation_id")),
        composite_keys("conversations_matter", conversation_id="conversations_conversation", stated_by_id="tenancy_membership"),
        append_only("conversations_matter"),
    ]
