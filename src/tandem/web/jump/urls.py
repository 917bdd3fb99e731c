"""The address of the jump list."""

from django.urls import path

from tandem.web.jump import views

app_name = "jump"
urlpatterns = [path("", views.search, name="search")]
