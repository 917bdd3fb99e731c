"""Walls between brands, and between vendors."""

from django.db import migrations

from tandem.foundation.database.operations import PERSON, VENDOR, composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]
    operations = [
        tenant_policy("tenancy_brandsecret"),
        tenant_policy("tenancy_pool", extra=f"{VENDOR} IS NULL OR vendor_id IS NULL OR vendor_id = {VENDOR}"),
        # A vendor's lead sees the vendor's own people; everybody sees their own memberships, in whatever scope.
        tenant_policy("tenancy_membership", extra=f"{VENDOR} IS NULL OR vendor_id = {VENDOR}", visible=f"person_id = {PERSON}"),
        composite_keys("tenancy_membership", pool_id="tenancy_pool"),
    ]
