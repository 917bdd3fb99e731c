"""What a stream hangs on."""

from django.db import migrations, models

from tandem.foundation.database.operations import function
from tandem.foundation.live.schema import ENDED, STANDING


class Migration(migrations.Migration):
    dependencies = [
        ("live", "0001_initial"),
        ("accounts", "0002_initial"),
        ("tenancy", "0001_initial"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        migrations.AddField("ticket", "person_id", models.BigIntegerField(default=0)),
        migrations.AddField("ticket", "session_key", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("ticket", "token_id", models.BigIntegerField(default=0)),
        migrations.AddField("ticket", "standing", models.CharField(blank=True, default="", max_length=32)),
        function(STANDING, drop="live_standing(bigint)"),
        function(ENDED, drop="live_ended(bigint[], text[], bigint[], text[], timestamptz)"),
    ]
