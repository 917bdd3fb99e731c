"""Addresses of this surface."""

from __future__ import annotations

from django.urls import include, path

from tandem.web.studio.views import importing, policies, reading, releasing, ruling, simulating, translating, waiting, writing

app_name = "studio"
urlpatterns = [
    path("", reading.home, name="home"),
    path("new/", writing.new, name="new"),
    path("import/", importing.upload, name="import"),
    path("preview/", writing.preview, name="preview"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("rules/", ruling.rules, name="rules"),
    path("policies/simulator/", simulating.simulator, name="simulator"),
    path("policies/entry/<str:ref>/", policies.policy, name="policy"),
    path("policies/entry/<str:ref>/draft/", policies.draft, name="policy_draft"),
    path("policies/<slug:kind>/", policies.listing, name="policies"),
    path("policies/<slug:kind>/new/", policies.new, name="policy_new"),
    path("files/", translating.uploading, name="files"),
    path("files/<slug:ref>", reading.file, name="file"),
    path("", include("tandem.web.studio.measured")),
    path("<str:ref>/", reading.article, name="article"),
    path("<str:ref>/news/", reading.news, name="news"),
    path("<str:ref>/draft/", writing.draft, name="draft"),
    path("<str:ref>/discarding/", writing.discarding, name="discarding"),
    path("<str:ref>/restoration/", translating.restoration, name="restoration"),
    path("<str:ref>/translations/", translating.translations, name="translations"),
    path("<str:ref>/translation/", translating.translation, name="translation"),
    path("<str:ref>/confirmation/", translating.confirmation, name="confirmation"),
    path("<str:ref>/submission/", releasing.submission, name="submission"),
    path("<str:ref>/approval/", releasing.approval, name="approval"),
    path("<str:ref>/sending-back/", releasing.sending_back, name="sending_back"),
    path("<str:ref>/reminder/", releasing.reminder, name="reminder"),
    path("<str:ref>/publication/", releasing.publication, name="publication"),
    path("<str:ref>/renewal/", releasing.renewal, name="renewal"),
    path("<str:ref>/retirement/", releasing.retirement, name="retirement"),
]
