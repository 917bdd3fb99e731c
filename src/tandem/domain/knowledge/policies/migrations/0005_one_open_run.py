"""A conversation has one open run of a guide at most: two who begin it at once walk the same one."""

import django.db.models.deletion
from django.db import migrations, models

from tandem.domain.knowledge.policies.schema import DROP_RUN_ENDS, RUN_ENDS, RUNS_FROM_BEFORE
from tandem.foundation.database.operations import composite_keys


def guide(**options):
    return models.ForeignKey("articles.article", db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", **options)


class Migration(migrations.Migration):
    dependencies = [("policies", "0004_rights_end")]
    operations = [
        migrations.AddField("guiderun", "guide", guide(null=True)),
        migrations.AddField("guiderun", "ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.RunSQL(RUNS_FROM_BEFORE, migrations.RunSQL.noop),
        migrations.AlterField("guiderun", "guide", guide()),
        composite_keys("policies_guiderun", guide_id="articles_article"),
        migrations.RunSQL(RUN_ENDS, DROP_RUN_ENDS),
        # Of a run the trigger writes this alone, with the rights of whoever ends it.
        migrations.RunSQL("GRANT UPDATE (ended_at) ON policies_guiderun TO tandem_app", "REVOKE UPDATE (ended_at) ON policies_guiderun FROM tandem_app"),
        migrations.AddConstraint(
            "guiderun",
            models.UniqueConstraint(
                fields=["brand", "conversation", "guide"],
                condition=models.Q(ended_at__isnull=True) & ~models.Q(conversation=""),
                name="guiderun_open_once",
            ),
        ),
    ]
