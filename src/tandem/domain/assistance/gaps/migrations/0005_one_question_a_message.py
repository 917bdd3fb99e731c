"""A message is one question, however many signs say that nothing answers it. The first row of each stays."""

from django.db import migrations, models

TWICE = "DELETE FROM gaps_question late USING gaps_question first WHERE late.message_id = first.message_id AND late.id > first.id;"


class Migration(migrations.Migration):
    dependencies = [("gaps", "0004_embedder")]
    operations = [
        migrations.RunSQL(TWICE, ""),
        migrations.AddConstraint(
            "question", models.UniqueConstraint(fields=("message",), condition=models.Q(("message__isnull", False)), name="one_question_a_message")
        ),
    ]
