"""Walls between brands."""

from django.db import migrations

from tandem.foundation.database.operations import composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("ai", "0001_initial"), ("tenancy", "0002_walls")]
    operations = [
        tenant_policy("ai_generation"),
        composite_keys("ai_generation", fate_by_id="tenancy_membership"),
    ]
