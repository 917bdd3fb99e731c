"""Walls between brands."""

from django.db import migrations

from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("experiments", "0001_initial")]
    operations = [
        tenant_policy("experiments_assignment"),
        tenant_policy("experiments_exposure"),
        append_only("experiments_exposure"),
        composite_keys("experiments_exposure", assignment_id="experiments_assignment"),
    ]
