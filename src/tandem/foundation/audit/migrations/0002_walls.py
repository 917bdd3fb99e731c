"""The ledger is walled by brand and append-only."""

from django.db import migrations

from tandem.foundation.database.operations import append_only, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        tenant_policy("audit_entry"),
        append_only("audit_entry"),
    ]
