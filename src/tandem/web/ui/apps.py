"""The UI kit as a Django app: base templates, parts, styles, scripts, error pages, sign-in pages."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Install before `allauth`, so that our layouts and elements win."""

    name = "tandem.web.ui"
    label = "ui"
