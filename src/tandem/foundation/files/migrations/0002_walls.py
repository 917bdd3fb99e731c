"""Walls between brands; a file cannot be rewritten, and its bytes are stored as they are (pictures do not shrink further)."""

from django.db import migrations

from tandem.foundation.database.operations import composite_keys, tenant_policy

FIXED = """
REVOKE UPDATE ON files_file, files_content, files_unused FROM tandem_app;
GRANT UPDATE (name) ON files_file TO tandem_app;
GRANT UPDATE (until) ON files_unused TO tandem_app;
ALTER TABLE files_content ALTER COLUMN content SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]
    operations = [
        tenant_policy("files_file"),
        tenant_policy("files_content"),
        tenant_policy("files_unused"),
        composite_keys("files_content", file_id="files_file"),
        composite_keys("files_unused", file_id="files_file"),
        migrations.RunSQL(FIXED, migrations.RunSQL.noop),
    ]
