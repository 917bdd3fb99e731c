from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "tandem.domain.knowledge.releases"
    label = "releases"
    default_auto_field = "django.db.models.BigAutoField"
