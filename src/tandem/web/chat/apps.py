from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "tandem.web.chat"
    label = "web_chat"
