from django.apps import AppConfig


class PrecedentsConfig(AppConfig):
    name = "tandem.domain.assistance.precedents"
    label = "precedents"
    default_auto_field = "django.db.models.BigAutoField"
