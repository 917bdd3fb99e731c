"""What an answer depends on, where that is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0003_withdrawn")]
    operations = [migrations.AddField(model_name="suggestion", name="depends", field=models.JSONField(default=dict))]
