"""A brand's identity key may be renewed: one holds, earlier ones are accepted until their end."""

from django.db import migrations, models

MADE = "UPDATE tenancy_brandsecret SET made_at = (SELECT created_at FROM tenancy_brand WHERE id = brand_id)"


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_walls")]
    operations = [
        migrations.RemoveConstraint("brandsecret", "one_secret_a_brand"),
        migrations.AddField("brandsecret", "made_at", models.DateTimeField(null=True)),
        migrations.AddField("brandsecret", "ends_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(MADE, migrations.RunSQL.noop),
        migrations.AlterField("brandsecret", "made_at", models.DateTimeField()),
        migrations.AddConstraint(
            "brandsecret", models.UniqueConstraint(condition=models.Q(("ends_at__isnull", True)), fields=("brand",), name="one_lasting_secret_a_brand")
        ),
    ]
