"""Walls and real keys of attachments, which stand for ever; the hot path writes them with their message."""

from django.db import migrations

from tandem.domain.service.conversations.schema import POST, TOUCHED
from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_attachment"), ("files", "0002_walls")]
    operations = [
        tenant_policy("conversations_attachment", extra=TOUCHED.format(key="conversations_attachment.conversation_id")),
        composite_keys(
            "conversations_attachment",
            conversation_id="conversations_conversation",
            message_id="conversations_message",
            note_id="conversations_note",
            file_id="files_file",
        ),
        append_only("conversations_attachment"),
        migrations.RunSQL("DROP FUNCTION conversations_post;" + POST, migrations.RunSQL.noop),
    ]
