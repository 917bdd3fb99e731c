"""Walls and real keys. What a customer of a vendor's read is seen through the conversation, which has its own wall."""

from django.db import migrations

from tandem.foundation.database.operations import VENDOR, append_only, composite_keys, tenant_policy

ARTICLE, VERSION, SESSION = "articles_article", "articles_version", "readings_session"
KEYS = {
    "readings_session": {"customer_id": "customers_customer"},
    "readings_read": {"session_id": SESSION, "article_id": ARTICLE, "version_id": VERSION},
    "readings_passing": {"article_id": ARTICLE, "version_id": VERSION},
    "readings_vote": {"session_id": SESSION, "article_id": ARTICLE, "version_id": VERSION},
    "readings_asking": {"session_id": SESSION, "conversation_id": "conversations_conversation"},
    "readings_settlement": {"session_id": SESSION},
}


class Migration(migrations.Migration):
    dependencies = [("readings", "0001_initial"), ("articles", "0002_walls"), ("conversations", "0004_walls"), ("customers", "0002_walls")]
    operations = [
        *(tenant_policy(table) for table in KEYS if table != "readings_asking"),
        tenant_policy("readings_asking", extra=f"{VENDOR} IS NULL OR EXISTS (SELECT 1 FROM conversations_conversation c WHERE c.id = conversation_id)"),
        *(composite_keys(table, **columns) for table, columns in KEYS.items()),
        append_only("readings_settlement"),
    ]
