from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "tandem.domain.workforce.experts"
    label = "experts"
    default_auto_field = "django.db.models.BigAutoField"
