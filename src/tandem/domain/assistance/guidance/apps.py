from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "tandem.domain.assistance.guidance"
    label = "guidance"
