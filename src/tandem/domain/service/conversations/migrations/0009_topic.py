"""What a conversation is about may be said in a word, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0008_matter_walls")]
    operations = [migrations.AddField(model_name="matter", name="topic", field=models.CharField(blank=True, max_length=60))]
