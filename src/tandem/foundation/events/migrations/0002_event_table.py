"""The partitioned event table and its readers."""

from django.db import migrations

from tandem.foundation.events import schema


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.RunSQL(schema.EVENT_TABLE + schema.READERS, schema.DROP),
    ]
