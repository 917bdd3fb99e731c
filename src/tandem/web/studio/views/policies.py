"""Policies: the list of a kind, one policy, its form. Their approvals go through the same views as articles'."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.core.kit.refusals import Absent
from tandem.web.entry import staff
from tandem.web.studio.editing import known_places
from tandem.web.studio.pages import shown
from tandem.web.studio.places import READERS, WRITERS, place_of, place_of_article
from tandem.web.studio.policies import checked_kind, editing_of, lines_in, policy_page, saved


@require_GET
@staff(*READERS, purpose="studio")
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """Every policy of a kind."""
    with place_of(request) as place:
        context = {"kind": checked_kind(kind), "lines": lines_in(place, kind)}
        return shown(request, place, "studio/policies/list.html", context, tab=kind)


@require_GET
@staff(*READERS, purpose="studio")
def policy(request: HttpRequest, ref: str) -> HttpResponse:
    """One policy, at one version."""
    with place_of_article(request, ref) as (place, entry):
        if entry.kind == "article":
            raise Absent
        return shown(request, place, "studio/policies/policy.html", policy_page(request, place, entry), tab=entry.kind)


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, purpose="studio")
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new policy's first draft."""
    with place_of(request) as place:
        form = editing_of(request, place, checked_kind(kind))
        made = saved(place, form)
        if made is not None:
            messages.success(request, _("The draft is saved."))
            return redirect("studio:policy", ref=made.ref)
        status = 422 if form.about.errors or form.faults else 200
        return shown(request, place, "studio/policies/write.html", {"form": form, "kind": kind, "known": known_places()}, tab=kind, status=status)


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, purpose="studio")
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    """A policy's draft: its one, or a new one that begins from what is in force."""
    with place_of_article(request, ref) as (place, entry):
        form = editing_of(request, place, checked_kind(entry.kind), entry=entry)
        if saved(place, form, entry) is not None:
            messages.success(request, _("The draft is saved."))
            return redirect("studio:policy", ref=ref)
        status = 422 if form.about.errors or form.faults else 200
        context = {"form": form, "kind": entry.kind, "entry": entry, "known": known_places()}
        return shown(request, place, "studio/policies/write.html", context, tab=entry.kind, status=status)
