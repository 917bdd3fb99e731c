"""A message may have another suggestion once the former was withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0002_walls")]
    operations = [
        migrations.AddField(model_name="suggestion", name="withdrawn_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.RemoveConstraint(model_name="suggestion", name="one_suggestion_a_message"),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(condition=models.Q(("withdrawn_at__isnull", True)), fields=("message",), name="one_suggestion_a_message"),
        ),
    ]
