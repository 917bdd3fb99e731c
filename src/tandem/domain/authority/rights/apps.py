from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "tandem.domain.authority.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"
