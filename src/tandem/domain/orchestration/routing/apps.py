from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "tandem.domain.orchestration.routing"
    label = "routing"
    default_auto_field = "django.db.models.BigAutoField"
