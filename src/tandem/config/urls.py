"""Every address of the house."""

from __future__ import annotations

from django.urls import include, path

from tandem.web import refusals
from tandem.web.help.views import machines
from tandem.web.live import views as live

handler400 = "tandem.web.refusals.unreadable"
urlpatterns = [
    path("", live.home, name="home"),
    path("live/ticket", live.ticket, name="live_ticket"),
    path("refusals/<slug:code>/", refusals.of_the_front, name="refusal"),
    path("accounts/", include("allauth.urls")),
    path("ui/", include("tandem.web.ui.urls")),
    path("robots.txt", machines.robots_of_all, name="robots"),
    path("chat/", include("tandem.web.chat.urls")),
    path("help/", include("tandem.web.help.urls")),
    path("desk/", include("tandem.web.desk.urls")),
    path("floor/", include("tandem.web.floor.urls")),
    path("knowledge/", include("tandem.web.studio.urls")),
    path("jump/", include("tandem.web.jump.urls")),
    path("settings/", include("tandem.web.settings.urls")),
    path("api/v1/", include("tandem.api.v1.urls")),
]
