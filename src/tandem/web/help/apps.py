from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "tandem.web.help"
    label = "web_help"
