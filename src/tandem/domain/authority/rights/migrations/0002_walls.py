"""Walls between brands; a right ends once."""

from django.db import migrations

from tandem.domain.authority.rights.schema import DROP_ENDED_ONCE, ENDED_ONCE
from tandem.foundation.database.operations import tenant_policy


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_initial"), ("tenancy", "0002_walls")]
    operations = [tenant_policy("rights_right"), migrations.RunSQL(ENDED_ONCE, DROP_ENDED_ONCE)]
