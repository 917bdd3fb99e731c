"""Addresses of what is measured and said of knowledge."""

from __future__ import annotations

from django.urls import path

from tandem.web.studio.views import discussing, gaps, learning, measures

urlpatterns = [
    path("measures/", measures.measures, name="measures"),
    path("learning/", learning.learnt, name="learning"),
    path("learning/choice", learning.choice, name="learning_choice"),
    path("learning/<int:number>.json", learning.weights, name="learning_weights"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/<slug:ref>/article", gaps.beginning, name="gap_article"),
    path("gaps/<slug:ref>/dismissal", gaps.dismissal, name="gap_dismissal"),
    path("contradictions/", gaps.contradictions, name="contradictions"),
    path("contradictions/<slug:ref>/ruling", gaps.ruling, name="contradiction_ruling"),
    path("proposals/", discussing.proposals, name="proposals"),
    path("proposals/credit", discussing.credit, name="credit"),
    path("proposals/<slug:ref>/acceptance", discussing.acceptance, name="proposal_acceptance"),
    path("proposals/<slug:ref>/refusal", discussing.refusal, name="proposal_refusal"),
    path("proposals/<slug:ref>/withdrawal", discussing.withdrawal, name="proposal_withdrawal"),
    path("<str:ref>/measures/", measures.doing, name="doing"),
    path("<str:ref>/flags", measures.flags, name="flags"),
    path("<str:ref>/flags/<slug:flag>/ruling", measures.flag_ruling, name="flag_ruling"),
    path("<str:ref>/discussion/", discussing.discussion, name="discussion"),
    path("<str:ref>/comments", discussing.comments, name="comments"),
    path("<str:ref>/comments/<slug:comment>/resolution", discussing.resolution, name="resolution"),
    path("<str:ref>/edits", discussing.edits, name="edits"),
]
