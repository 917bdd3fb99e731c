"""Writing drafts, with a preview beside the text."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.knowledge.markdown import render as rendered
from tandem.web.entry import staff
from tandem.web.studio.forms import WordingForm
from tandem.web.studio.places import place_of, place_of_article, shown
from tandem.web.studio.wordings import as_form, created, saved

WRITERS = ("author", "approver")


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, purpose="studio")
def new(request: HttpRequest) -> HttpResponse:
    """A new article's first draft."""
    with place_of(request) as place:
        form = WordingForm(request.POST or None, initial={"language": place.brand.language})
        made = created(place, form) if "save" in request.POST else None
        if made:
            messages.success(request, _("The draft is saved."))
            return redirect("studio:article", ref=made.ref)
        context = {"form": form, "preview": rendered(form["body"].value() or "")}
        return shown(request, place, "studio/write.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, purpose="studio")
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    """An article's draft: its one, or a new one that begins from the wording in force."""
    with place_of_article(request, ref) as (place, article):
        form = WordingForm(request.POST or None, initial=as_form(place.actor, ref))
        if "save" in request.POST and saved(place, article, form):
            messages.success(request, _("The draft is saved."))
            return redirect("studio:article", ref=ref)
        context = {
            "article": article,
            "form": form,
            "preview": rendered(form["body"].value() or ""),
        }
        return shown(request, place, "studio/write.html", context, status=422 if form.errors else 200)


@require_POST
@staff(*WRITERS, purpose="studio")
def preview(request: HttpRequest) -> HttpResponse:
    """The text as it will be read."""
    return render(
        request, "studio/preview.html", {"preview": rendered(request.POST.get("body", "")[:100_000])}
    )
