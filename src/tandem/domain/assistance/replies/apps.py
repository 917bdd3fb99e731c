from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "tandem.domain.assistance.replies"
    label = "replies"
    default_auto_field = "django.db.models.BigAutoField"
