from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tandem.web.desk"
    label = "web_desk"
