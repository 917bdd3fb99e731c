"""Walls and real keys of reminders to approvers."""

from django.db import migrations

from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("releases", "0003_nudge"), ("articles", "0002_walls")]
    operations = [
        tenant_policy("releases_nudge"),
        composite_keys("releases_nudge", version_id="articles_version", by_id="tenancy_membership"),
        append_only("releases_nudge"),
    ]
