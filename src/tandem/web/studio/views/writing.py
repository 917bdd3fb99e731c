"""Writing drafts, with a preview and warnings beside the text."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.domain.knowledge.articles.actions.writing import discard_draft
from tandem.web.entry import staff
from tandem.web.studio.editing import edited, editing, first_words
from tandem.web.studio.editor import WordingForm
from tandem.web.studio.noting import beside
from tandem.web.studio.pages import address_of, shown
from tandem.web.studio.places import WRITERS, place_of, place_of_article
from tandem.web.studio.wordings import as_form, created


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, purpose="studio")
def new(request: HttpRequest) -> HttpResponse:
    """A new article's first draft."""
    with place_of(request) as place:
        form = WordingForm(request.POST or None, initial=first_words(request, place))
        made = created(place, form) if "save" in request.POST else None
        if made:
            messages.success(request, _("The draft is saved."))
            return redirect("studio:article", ref=made.ref)
        context = editing(request, place, form)
        return shown(request, place, "studio/write.html", context, status=422 if form.is_bound and form.errors and "save" in request.POST else 200)


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, purpose="studio")
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    """An article's draft: its one, or a new one that begins from the wording in force."""
    with place_of_article(request, ref) as (place, article):
        form = WordingForm(request.POST or None, initial=as_form(place.actor, ref))
        done, conflict = edited(request, place, article, form)
        if done:
            messages.success(request, _("The draft is saved."))
            return redirect(address_of(article.kind, ref))
        context = editing(request, place, form, article=article, conflict=conflict)
        return shown(request, place, "studio/write.html", context, status=422 if "save" in request.POST else 200)


@require_POST
@staff(*WRITERS, purpose="studio")
def discarding(request: HttpRequest, ref: str) -> HttpResponse:
    """The draft is thrown away; what is in force stays."""
    with place_of_article(request, ref) as (place, article):
        discard_draft(place.actor, article)
    messages.success(request, _("The draft is thrown away. What is in force stays."))
    return redirect(address_of(article.kind, ref))


@require_POST
@staff(*WRITERS, purpose="studio")
def preview(request: HttpRequest) -> HttpResponse:
    """The text as it will be read, and what to look at again."""
    with place_of(request) as place:
        return render(request, "studio/preview.html", {"beside": beside(place, request.POST)})
