"""procrastinate's insert triggers NOTIFY inside the transaction, which serialises every commit: workers poll instead."""

from django.db import migrations

TRIGGERS = "procrastinate_jobs_notify_queue_job_inserted_v1", "procrastinate_jobs_notify_queue_job_aborted_v1"


def _switch(how):
    def run(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'procrastinate_jobs'::regclass AND NOT tgisinternal"
                " AND tgname LIKE '%notify%'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE procrastinate_jobs {how} TRIGGER {name}")

    return run


class Migration(migrations.Migration):
    dependencies = [("procrastinate", "0041_post_retry_failed_job")]
    operations = [migrations.RunPython(_switch("DISABLE"), _switch("ENABLE"))]
