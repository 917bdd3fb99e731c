"""Searches that showed something, and whether it was used."""

import django.db.models.deletion
from django.db import migrations, models

from tandem.foundation.database.operations import append_only, composite_keys, tenant_policy

SOURCES = ("thin", "help", "searched", "flagged", "unused")


def brand() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.brand")


def foreign(to: str) -> models.ForeignKey:
    return models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("gaps", "0002_walls"), ("conversations", "0004_walls"), ("tenancy", "0003_identity_keys")]
    operations = [
        migrations.RemoveConstraint(model_name="question", name="question_source_known"),
        migrations.AddConstraint(
            model_name="question", constraint=models.CheckConstraint(condition=models.Q(("source__in", SOURCES)), name="question_source_known")
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                ("id", key()), ("at", models.DateTimeField()), ("brand", brand()), ("by", foreign("tenancy.membership")),
                ("message", foreign("conversations.message")),
            ],
            options={
                "abstract": False, "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "id"), name="search_of_brand"),
                    models.UniqueConstraint(fields=("message",), name="search_once_a_question"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchUse",
            fields=[
                ("id", key()), ("how", models.CharField(max_length=8)), ("at", models.DateTimeField()), ("brand", brand()),
                ("search", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="use", to="gaps.search")),
            ],
            options={
                "abstract": False, "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "id"), name="searchuse_of_brand"),
                    models.CheckConstraint(condition=models.Q(("how__in", ("opened", "quoted", "macro"))), name="search_use_known"),
                ],
            },
        ),
        tenant_policy("gaps_search"),
        tenant_policy("gaps_searchuse"),
        composite_keys("gaps_search", message_id="conversations_message", by_id="tenancy_membership"),
        composite_keys("gaps_searchuse", search_id="gaps_search"),
        append_only("gaps_search"),
        append_only("gaps_searchuse"),
    ]  # fmt: skip
