"""A guide may be walked back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_walls")]
    operations = [migrations.AddField(model_name="guideanswer", name="back", field=models.BooleanField(default=False))]
