"""Bringing in a file of articles."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tandem.web.entry import staff
from tandem.web.studio.forms import ImportForm
from tandem.web.studio.pages import shown
from tandem.web.studio.places import place_of
from tandem.web.studio.uploads import brought_in


@require_http_methods(["GET", "POST"])
@staff("author", "approver", purpose="studio")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; what it holds becomes drafts, for its approvers."""
    with place_of(request) as place:
        form = ImportForm(request.POST or None, request.FILES or None)
        done = brought_in(place, form) if request.method == "POST" else ""
        if done:
            messages.success(request, done)
            return redirect("studio:home")
        context = {"form": form}
        return shown(request, place, "studio/import.html", context, status=422 if form.errors else 200)
