"""Walls and real keys. What customers of a vendor's conversations asked is seen by who sees those conversations."""

from django.db import migrations

from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy

KEYS = {
    "gaps_question": {"message_id": "conversations_message", "queue_id": "queues_queue", "gap_id": "gaps_gap"},
    "gaps_gapdraft": {"gap_id": "gaps_gap", "article_id": "articles_article", "by_id": "tenancy_membership"},
    "gaps_gapend": {"gap_id": "gaps_gap", "article_id": "articles_article", "by_id": "tenancy_membership"},
}


class Migration(migrations.Migration):
    dependencies = [("gaps", "0001_initial"), ("articles", "0002_walls"), ("conversations", "0004_walls"), ("tenancy", "0002_walls")]
    operations = [
        *(tenant_policy(table) for table in ("gaps_gap", *KEYS)),
        *(composite_keys(table, **columns) for table, columns in KEYS.items()),
        append_only("gaps_gapdraft"),
        append_only("gaps_gapend"),
    ]
