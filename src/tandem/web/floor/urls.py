"""Addresses of this surface."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "floor"
urlpatterns: list[URLPattern] = []
