from django.apps import AppConfig


class SettingsConfig(AppConfig):
    name = "tandem.web.settings"
    label = "web_settings"
