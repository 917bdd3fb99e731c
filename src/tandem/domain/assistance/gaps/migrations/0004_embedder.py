"""Questions and gaps name the embedder that made their vectors; until now that was the one that is installed with Tandem."""

from django.db import migrations, models

from tandem.foundation.ai.embedding import MINILM


def named() -> models.CharField:
    return models.CharField(max_length=80, default=MINILM)


class Migration(migrations.Migration):
    dependencies = [("gaps", "0003_search")]
    operations = [
        migrations.AddField("gap", "embedder", named(), preserve_default=False),
        migrations.AddField("question", "embedder", named(), preserve_default=False),
    ]
