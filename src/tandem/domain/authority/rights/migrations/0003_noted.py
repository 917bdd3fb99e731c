"""What of a right's two ends stands in the record: the ends themselves follow the version at once."""

from django.db import migrations, models

from tandem.domain.authority.rights.schema import DROP_NOTED, NOTED


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_walls")]
    operations = [
        migrations.AddField(model_name="right", name="noted_ends_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="right", name="noted_ended_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(NOTED, DROP_NOTED),
    ]
