"""Addresses of this surface."""

from __future__ import annotations

from django.urls import path

from tandem.web.studio.views import importing, reading, releasing, writing

app_name = "studio"
urlpatterns = [
    path("", reading.home, name="home"),
    path("new/", writing.new, name="new"),
    path("import/", importing.upload, name="import"),
    path("preview/", writing.preview, name="preview"),
    path("<str:ref>/", reading.article, name="article"),
    path("<str:ref>/draft/", writing.draft, name="draft"),
    path("<str:ref>/submission/", releasing.submission, name="submission"),
    path("<str:ref>/approval/", releasing.approval, name="approval"),
    path("<str:ref>/sending-back/", releasing.sending_back, name="sending_back"),
    path("<str:ref>/retirement/", releasing.retirement, name="retirement"),
]
