from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "tandem.web.floor"
    label = "web_floor"
