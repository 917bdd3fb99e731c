"""Addresses of the UI kit; include under any prefix."""

from django.urls import path

from tandem.web.ui import views

app_name = "ui"
urlpatterns = [path("brands.css", views.brands, name="brands")]
