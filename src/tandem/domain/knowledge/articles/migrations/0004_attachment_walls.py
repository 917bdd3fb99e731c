"""Walls and real keys of what articles show."""

from django.db import migrations

from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_attachment"), ("files", "0002_walls")]
    operations = [
        tenant_policy("articles_attachment"),
        composite_keys("articles_attachment", article_id="articles_article", file_id="files_file"),
        append_only("articles_attachment"),
    ]
