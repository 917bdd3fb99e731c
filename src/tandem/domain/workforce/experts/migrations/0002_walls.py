"""Walls between brands, and between vendors."""

from django.db import migrations

from tandem.foundation.database.operations import VENDOR, composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("experts", "0001_initial"), ("conversations", "0004_walls")]
    operations = [
        # The vendor wall goes through the membership, whose own policy holds it.
        tenant_policy("experts_expert", extra=f"{VENDOR} IS NULL OR EXISTS (SELECT 1 FROM tenancy_membership m WHERE m.id = membership_id)"),
        tenant_policy("experts_competence", extra=f"{VENDOR} IS NULL OR EXISTS (SELECT 1 FROM experts_expert e WHERE e.id = expert_id)"),
        composite_keys("experts_expert", membership_id="tenancy_membership"),
        composite_keys("experts_competence", expert_id="experts_expert", granted_by_id="tenancy_membership"),
    ]
