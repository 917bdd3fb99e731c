"""Counts of failed sign-ins and codes already used: one table for all processes, so that more of them allow no more guesses."""

from django.db import migrations

FORWARD = """
CREATE TABLE accounts_attempt (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX accounts_attempt_expires ON accounts_attempt (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_own_choice")]
    operations = [migrations.RunSQL(FORWARD, "DROP TABLE accounts_attempt;")]
