from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "tandem.web.studio"
    label = "web_studio"
