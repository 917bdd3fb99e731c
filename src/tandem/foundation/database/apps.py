from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "tandem.foundation.database"
    label = "database"
