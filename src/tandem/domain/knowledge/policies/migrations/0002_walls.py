"""Walls between brands, rows that are only added, and the guard over decision rights."""

from django.db import migrations

from tandem.domain.knowledge.policies.schema import DROP_RIGHTS_GUARD, RIGHTS_GUARD
from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy

MEMBER, VERSION, ARTICLE, RUN = "tenancy_membership", "articles_version", "articles_article", "policies_guiderun"
KEYS = {
    "policies_guiderun": {"version_id": VERSION, "by_id": MEMBER},
    "policies_guideanswer": {"run_id": RUN, "by_id": MEMBER},
    "policies_guidefinish": {"run_id": RUN, "by_id": MEMBER},
    "policies_firing": {"article_id": ARTICLE, "version_id": VERSION, "by_id": MEMBER},
}


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("articles", "0002_walls"), ("releases", "0002_walls"), ("rights", "0002_walls")]
    operations = [
        *(tenant_policy(table) for table in KEYS),
        *(composite_keys(table, **columns) for table, columns in KEYS.items()),
        *(append_only(table) for table in KEYS),
        # Who locks a row must be allowed to change some column of it: of a run, the conversation alone.
        migrations.RunSQL("GRANT UPDATE (conversation) ON policies_guiderun TO tandem_app", "REVOKE UPDATE ON policies_guiderun FROM tandem_app"),
        migrations.RunSQL(RIGHTS_GUARD, DROP_RIGHTS_GUARD),
    ]
