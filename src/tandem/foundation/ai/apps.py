from django.apps import AppConfig


class AiConfig(AppConfig):
    name = "tandem.foundation.ai"
    label = "ai"
    default_auto_field = "django.db.models.BigAutoField"
