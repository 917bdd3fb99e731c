"""Search names the embedder that made the question's vector, so that vectors of two models are never compared."""

from django.db import migrations

from tandem.domain.knowledge.articles.schema import DROP_NEAR_BY_OTHERS, DROP_SEARCH, FORMER_SEARCH, NEAR_BY_OTHERS, SEARCH


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_attachment_walls")]
    operations = [
        migrations.RunSQL(f"DROP FUNCTION IF EXISTS {FORMER_SEARCH}; DROP FUNCTION IF EXISTS {DROP_SEARCH};", ""),  # an older installation has the former
        migrations.RunSQL(SEARCH, ""),
        migrations.RunSQL(NEAR_BY_OTHERS, DROP_NEAR_BY_OTHERS),
    ]
