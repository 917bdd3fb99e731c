"""Walls and real keys. What was trained and chosen is never rewritten; of an act the meaning may be erased."""

from django.db import migrations

from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy

MEMBER = "tenancy_membership"
KEYS = {
    "precedents_precedent": {"message_id": "conversations_message", "by_id": MEMBER},
    "precedents_training": {"by_id": MEMBER},
    "precedents_choice": {"training_id": "precedents_training", "by_id": MEMBER},
}


class Migration(migrations.Migration):
    dependencies = [("precedents", "0001_initial"), ("conversations", "0004_walls"), ("tenancy", "0002_walls")]
    operations = [
        *(tenant_policy(table) for table in KEYS),
        *(composite_keys(table, **columns) for table, columns in KEYS.items()),
        append_only("precedents_training"),
        append_only("precedents_choice"),
    ]
