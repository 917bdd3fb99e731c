"""Walls between brands, and the guards: nothing gets into force without its approvals."""

from django.db import migrations

from tandem.domain.knowledge.releases.schema import DROP_GUARD, DROP_SEAL, GUARD, SEAL
from tandem.foundation.database.operations import append_only, composite_keys, read_only, tenant_policy

MEMBER, VERSION, ARTICLE = "tenancy_membership", "articles_version", "articles_article"
KEYS = {
    "releases_releaserule": {"set_by_id": MEMBER},
    "releases_contribution": {"version_id": VERSION, "member_id": MEMBER},
    "releases_submission": {"version_id": VERSION, "by_id": MEMBER},
    "releases_approval": {"version_id": VERSION, "by_id": MEMBER},
    "releases_sentback": {"version_id": VERSION, "by_id": MEMBER},
    "releases_renewal": {"version_id": VERSION, "by_id": MEMBER},
    "releases_reminder": {"version_id": VERSION},
    "releases_retirement": {"version_id": VERSION, "article_id": ARTICLE, "successor_id": ARTICLE, "by_id": MEMBER},
}


class Migration(migrations.Migration):
    dependencies = [("releases", "0001_initial"), ("articles", "0002_walls")]
    operations = [
        *(tenant_policy(table) for table in KEYS),
        *(composite_keys(table, **columns) for table, columns in KEYS.items()),
        *(append_only(table) for table in KEYS if table != "releases_contribution"),
        read_only("releases_contribution"),
        migrations.RunSQL(SEAL, DROP_SEAL),
        migrations.RunSQL(GUARD, DROP_GUARD),
    ]
