"""Walls between brands, and between vendors."""

from django.db import migrations

from tandem.foundation.database.operations import tenant_policy


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("conversations", "0004_walls")]
    operations = [
        # A vendor's lead sees the customers of the conversations that the vendor touched.
        tenant_policy(
            "customers_customer",
            extra="nullif(current_setting('tandem.vendor', true), '') IS NULL OR EXISTS (SELECT 1 FROM conversations_conversation c WHERE c.customer_id = customers_customer.id)",
        ),
    ]
