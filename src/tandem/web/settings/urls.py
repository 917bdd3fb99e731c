"""Addresses of this surface: a brand, then a subject."""

from __future__ import annotations

from django.urls import path

from tandem.web.settings.views import brand, competences, machine, members, own, people, queues, steps, tokens

app_name = "settings"
urlpatterns = [
    path("", people.home, name="home"),
    path("own/", own.own, name="own"),
    path("<slug:slug>/brand/", brand.brand, name="brand"),
    path("<slug:slug>/chat/", brand.chat, name="chat"),
    path("<slug:slug>/factors/", brand.factors, name="factors"),
    path("<slug:slug>/identity-keys/", brand.identity_keys, name="identity_keys"),
    path("<slug:slug>/people/", people.people, name="people"),
    path("<slug:slug>/people/invitation/", people.invitation, name="invitation"),
    path("<slug:slug>/people/pools/", people.pools, name="pools"),
    path("<slug:slug>/people/<str:ref>/", members.member, name="member"),
    path("<slug:slug>/people/<str:ref>/roles/", members.roles, name="roles"),
    path("<slug:slug>/people/<str:ref>/sessions/", members.sessions, name="sessions"),
    path("<slug:slug>/people/<str:ref>/departure/", members.departure, name="departure"),
    path("<slug:slug>/people/<str:ref>/competences/", competences.competences, name="competences"),
    path("<slug:slug>/people/<str:ref>/withdrawal/", competences.withdrawal, name="withdrawal"),
    path("<slug:slug>/people/<str:ref>/capacity/", competences.capacity, name="capacity"),
    path("<slug:slug>/queues/", queues.queues, name="queues"),
    path("<slug:slug>/queues/new/", queues.new, name="new_queue"),
    path("<slug:slug>/queues/<str:ref>/", queues.queue, name="queue"),
    path("<slug:slug>/tokens/", tokens.tokens, name="tokens"),
    path("<slug:slug>/tokens/<str:ref>/revocation/", tokens.revocation, name="revocation"),
    path("<slug:slug>/steps/", steps.steps, name="steps"),
    path("<slug:slug>/machine/", machine.machine, name="machine"),
]
