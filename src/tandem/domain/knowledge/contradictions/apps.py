from django.apps import AppConfig


class ContradictionsConfig(AppConfig):
    name = "tandem.domain.knowledge.contradictions"
    label = "contradictions"
    default_auto_field = "django.db.models.BigAutoField"
