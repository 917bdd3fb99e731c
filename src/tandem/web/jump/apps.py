from django.apps import AppConfig


class JumpConfig(AppConfig):
    name = "tandem.web.jump"
    label = "web_jump"
