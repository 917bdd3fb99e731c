"""A wall around arrivals; they are counted and forgotten, never changed."""

from django.db import migrations

from tandem.foundation.database.operations import tenant_policy


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_return_days_and_arrivals")]
    operations = [
        tenant_policy("channels_arrival"),
        migrations.RunSQL("REVOKE UPDATE ON channels_arrival FROM tandem_app;", migrations.RunSQL.noop),
    ]
