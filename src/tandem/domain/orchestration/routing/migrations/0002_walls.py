"""Walls between brands, and between vendors."""

from django.db import migrations

from tandem.foundation.database.operations import VENDOR, composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial"), ("conversations", "0004_walls")]
    operations = [
        tenant_policy("routing_offer", extra=f"{VENDOR} IS NULL OR vendor_id = {VENDOR}"),
        composite_keys("routing_offer", contact_id="conversations_contact", conversation_id="conversations_conversation", membership_id="tenancy_membership"),
    ]
