"""Zone and language of a person are their own choice or empty: then the brand's hold. Nobody could choose before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_initial")]
    operations = [
        migrations.AlterField("person", "zone", models.CharField(blank=True, default="", max_length=60)),
        migrations.AlterField("person", "language", models.CharField(blank=True, default="", max_length=12)),
        migrations.RunSQL("UPDATE accounts_person SET zone = '', language = ''", migrations.RunSQL.noop),
    ]
