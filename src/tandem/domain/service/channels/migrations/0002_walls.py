"""Walls between brands."""

from django.db import migrations

from tandem.foundation.database.operations import tenant_policy


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial")]
    operations = [tenant_policy("channels_chatsettings")]
