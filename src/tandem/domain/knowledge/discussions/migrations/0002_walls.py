"""Walls, real keys, and the guard that keeps a proposer from approving. What was said is never rewritten."""

from django.db import migrations

from tandem.domain.knowledge.discussions.schema import DROP_KEEP_PROPOSER, KEEP_PROPOSER
from tandem.foundation.database.operations import VENDOR, append_only, composite_keys, tenant_policy

MEMBER, VERSION, ARTICLE = "tenancy_membership", "articles_version", "articles_article"
OWN = f"{VENDOR} IS NULL OR vendor_id = {VENDOR}"
KEYS = {
    "discussions_comment": {"article_id": ARTICLE, "version_id": VERSION, "by_id": MEMBER},
    "discussions_resolution": {"comment_id": "discussions_comment", "by_id": MEMBER},
    "discussions_proposal": {"article_id": ARTICLE, "base_id": VERSION, "by_id": MEMBER},
    "discussions_verdict": {"proposal_id": "discussions_proposal", "version_id": VERSION, "by_id": MEMBER},
    "discussions_creditwish": {"member_id": MEMBER},
}


class Migration(migrations.Migration):
    dependencies = [("discussions", "0001_initial"), ("articles", "0002_walls"), ("releases", "0002_walls"), ("tenancy", "0002_walls")]
    operations = [
        tenant_policy("discussions_comment"),
        tenant_policy("discussions_resolution"),
        tenant_policy("discussions_creditwish"),
        tenant_policy("discussions_proposal", extra=OWN),
        tenant_policy("discussions_verdict", extra=f"{VENDOR} IS NULL OR EXISTS (SELECT 1 FROM discussions_proposal p WHERE p.id = proposal_id)"),
        *(composite_keys(table, **columns) for table, columns in KEYS.items()),
        *(append_only(table) for table in KEYS),
        migrations.RunSQL(KEEP_PROPOSER, DROP_KEEP_PROPOSER),
    ]
