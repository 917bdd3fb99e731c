"""Addresses of this surface."""

from __future__ import annotations

from django.urls import path

from tandem.web.floor import views

app_name = "floor"
urlpatterns = [
    path("", views.home, name="home"),
    path("volume/", views.volume, name="volume"),
    path("contacts/<str:ref>/assignment/", views.assignment, name="assignment"),
    path("contacts/<str:ref>/return/", views.return_, name="return"),
]
