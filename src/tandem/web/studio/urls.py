"""Addresses of this surface."""

from __future__ import annotations

from django.urls import path

from tandem.web.studio import views

app_name = "studio"
urlpatterns = [path("", views.home, name="home")]
