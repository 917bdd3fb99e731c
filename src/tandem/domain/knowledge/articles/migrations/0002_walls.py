"""Walls between brands, search columns and the search function."""

from django.db import migrations

from tandem.domain.knowledge.articles.schema import DROP_SEARCH, DROP_WORDS, SEARCH, WORDS
from tandem.foundation.database.operations import append_only, composite_keys, function, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("tenancy", "0002_walls")]
    operations = [
        tenant_policy("articles_article"),
        tenant_policy("articles_version"),
        tenant_policy("articles_section"),
        tenant_policy("articles_redirect"),
        composite_keys("articles_article", translation_of_id="articles_article"),
        composite_keys("articles_version", article_id="articles_article", author_id="tenancy_membership", published_by_id="tenancy_membership"),
        composite_keys("articles_section", version_id="articles_version"),
        composite_keys("articles_redirect", article_id="articles_article"),
        append_only("articles_redirect"),
        migrations.RunSQL(WORDS, DROP_WORDS),
        function(SEARCH, drop=DROP_SEARCH),
    ]
