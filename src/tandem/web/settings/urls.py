"""Addresses of this surface."""

from __future__ import annotations

from django.urls import path

from tandem.web.settings import views

app_name = "settings"
urlpatterns = [path("", views.home, name="home")]
