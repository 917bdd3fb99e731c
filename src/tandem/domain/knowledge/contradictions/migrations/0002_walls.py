"""Walls and real keys. A ruling is never rewritten."""

from django.db import migrations

from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy

VERSION = "articles_version"


class Migration(migrations.Migration):
    dependencies = [("contradictions", "0001_initial"), ("articles", "0002_walls"), ("tenancy", "0002_walls")]
    operations = [
        tenant_policy("contradictions_contradiction"),
        tenant_policy("contradictions_ruling"),
        composite_keys("contradictions_contradiction", left_id=VERSION, right_id=VERSION),
        composite_keys("contradictions_ruling", contradiction_id="contradictions_contradiction", by_id="tenancy_membership"),
        append_only("contradictions_ruling"),
    ]
