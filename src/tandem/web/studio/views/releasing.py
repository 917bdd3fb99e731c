"""Review, approval, dates, retirement, for an entry of any kind: each a row of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.domain.knowledge.releases.actions.publishing import publish_now, renew
from tandem.domain.knowledge.releases.actions.reminding import remind_approvers
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import approve, send_back, submit
from tandem.web.entry import staff
from tandem.web.studio.dates import instant_of
from tandem.web.studio.pages import address_of
from tandem.web.studio.places import WRITERS, place_of_article
from tandem.web.studio.releasing import released_words, successor_in


@require_POST
@staff("approver", purpose="studio")
def approval(request: HttpRequest, ref: str) -> HttpResponse:
    """A named person stands for the version in review; the last approval puts it in force."""
    with place_of_article(request, ref) as (place, article):
        version = approve(place.actor, article, note=request.POST.get("note", ""), seen=request.POST.get("seen", ""))
    messages.success(request, released_words(version))
    return redirect(address_of(article.kind, ref))


@require_POST
@staff(*WRITERS, purpose="studio")
def submission(request: HttpRequest, ref: str) -> HttpResponse:
    """The draft goes to its approvers."""
    publish_at = instant_of(request.POST.get("publish_at", ""), field="publish_at")
    expires_at = instant_of(request.POST.get("expires_at", ""), field="expires_at")
    with place_of_article(request, ref) as (place, article):
        submit(place.actor, article, note=request.POST.get("note", ""), publish_at=publish_at, expires_at=expires_at)
    messages.success(request, _("Sent for review."))
    return redirect(address_of(article.kind, ref))


@require_POST
@staff(*WRITERS, purpose="studio")
def sending_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The version in review is a draft again."""
    with place_of_article(request, ref) as (place, article):
        send_back(place.actor, article, reason=request.POST.get("reason", ""))
    messages.success(request, _("It is a draft again."))
    return redirect(address_of(article.kind, ref))


@require_POST
@staff(*WRITERS, purpose="studio")
def reminder(request: HttpRequest, ref: str) -> HttpResponse:
    """Those who may approve it get a letter, once a day at most."""
    with place_of_article(request, ref) as (place, article):
        names = remind_approvers(place.actor, article)
    messages.success(request, _("A letter goes to %(names)s.") % {"names": ", ".join(names)})
    return redirect(address_of(article.kind, ref))


@require_POST
@staff("approver", purpose="studio")
def publication(request: HttpRequest, ref: str) -> HttpResponse:
    """What is approved and waits for its date comes into force now."""
    with place_of_article(request, ref) as (place, article):
        version = publish_now(place.actor, article)
    messages.success(request, released_words(version))
    return redirect(address_of(article.kind, ref))


@require_POST
@staff("approver", purpose="studio")
def renewal(request: HttpRequest, ref: str) -> HttpResponse:
    """What is in force was read again and is still right, until a date or without an end."""
    until = None if request.POST.get("without_end") else instant_of(request.POST.get("expires_at", ""), field="expires_at")
    with place_of_article(request, ref) as (place, article):
        renew(place.actor, article, expires_at=until)
    messages.success(request, _("Still right. It stands until the date you gave.") if until else _("Still right. It stands without an end."))
    return redirect(address_of(article.kind, ref))


@require_POST
@staff("approver", purpose="studio")
def retirement(request: HttpRequest, ref: str) -> HttpResponse:
    """The article answers nothing from now on; its address may lead to another."""
    with place_of_article(request, ref) as (place, article):
        successor = successor_in(place, article, request.POST.get("successor", ""))
        retire(place.actor, article, reason=request.POST.get("reason", ""), successor=successor)
    messages.success(request, _("Retired. It answers nothing from now on; publish a draft to bring it back."))
    return redirect(address_of(article.kind, ref))
