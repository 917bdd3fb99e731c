"""The addresses that these tests need, whatever the rest of the house has."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("ui/", include("tandem.web.ui.urls")),
]
