"""A submission says whether it touches money, and the guards count by it; an approved version that lacks approvals goes back to review.

What was sent before counts as touching money: nobody kept it, and one approval too many is asked rather than one too few.
"""

from django.db import migrations, models

from tandem.domain.knowledge.releases.schema import STEPS


class Migration(migrations.Migration):
    dependencies = [("releases", "0004_nudge_walls")]
    operations = [
        migrations.AddField("submission", "touches_money", models.BooleanField(default=True), preserve_default=False),
        migrations.RunSQL(STEPS, ""),
    ]
