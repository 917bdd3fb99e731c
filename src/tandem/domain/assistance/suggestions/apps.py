from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "tandem.domain.assistance.suggestions"
    label = "suggestions"
    default_auto_field = "django.db.models.BigAutoField"
