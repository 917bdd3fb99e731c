"""Comments and proposals: said by anyone who may read, taken up or declined by authors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.domain.knowledge.discussions.access import comment_for, proposal_for
from tandem.domain.knowledge.discussions.actions.commenting import comment, resolve
from tandem.domain.knowledge.discussions.actions.proposing import propose_edit, wish_credit
from tandem.domain.knowledge.discussions.actions.settling import decline, take_up, withdraw
from tandem.domain.knowledge.discussions.queries.crediting import wants_credit
from tandem.domain.knowledge.discussions.queries.listing import proposals_for
from tandem.web.entry import staff
from tandem.web.studio.measuring import discussion_of, number_in
from tandem.web.studio.pages import shown
from tandem.web.studio.places import READERS, WRITERS, place_of, place_of_article


@require_GET
@staff(*READERS, purpose="studio")
def discussion(request: HttpRequest, ref: str) -> HttpResponse:
    """What is said and proposed of an article, and the forms to say and propose."""
    with place_of_article(request, ref) as (place, article):
        return shown(request, place, "studio/measures/discussion.html", discussion_of(request, place, article))


@require_POST
@staff(*READERS, purpose="studio")
def comments(request: HttpRequest, ref: str) -> HttpResponse:
    """A comment."""
    given = request.POST
    with place_of_article(request, ref) as (place, article):
        comment(place.actor, article, version=number_in(given.get("version", "")) or 0, text=given.get("text", ""), section=given.get("section", ""))
    return redirect("studio:discussion", ref=ref)


@require_POST
@staff(*READERS, purpose="studio")
def resolution(request: HttpRequest, ref: str, comment: str) -> HttpResponse:
    """A comment is settled."""
    with place_of_article(request, ref) as (place, _article):
        resolve(place.actor, comment_for(place.actor, comment))
    return redirect("studio:discussion", ref=ref)


@require_POST
@staff(*READERS, purpose="studio")
def edits(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody proposes another wording."""
    given = request.POST
    with place_of_article(request, ref) as (place, article):
        propose_edit(
            place.actor, article, version=number_in(given.get("version", "")) or 0, wording=given.get("wording", ""), reason=given.get("reason", ""),
            section=given.get("section", ""), conversation=given.get("conversation", ""),
        )  # fmt: skip
    messages.success(request, _("Proposed. The authors read it, and you hear what became of it."))
    return redirect("studio:discussion", ref=ref)


@require_GET
@staff(*READERS, purpose="studio")
def proposals(request: HttpRequest) -> HttpResponse:
    """Everything that is proposed; one's own, for who does not keep the knowledge."""
    state = request.GET.get("state", "open")
    with place_of(request) as place:
        rows = proposals_for(place.actor, state=state if state in ("accepted", "declined") else "open")
        context = {"proposals": rows, "state": state, "named": wants_credit(place.actor.membership_id)}
        return shown(request, place, "studio/measures/proposals.html", context, tab="proposals")


@require_POST
@staff(*WRITERS, purpose="studio")
def acceptance(request: HttpRequest, ref: str) -> HttpResponse:
    """An author takes it up as a draft."""
    with place_of(request) as place:
        article = take_up(place.actor, proposal_for(place.actor, ref))
    messages.success(request, _("Taken up. Read the draft, then send it for review."))
    return redirect("studio:article", ref=article.ref)


@require_POST
@staff(*WRITERS, purpose="studio")
def refusal(request: HttpRequest, ref: str) -> HttpResponse:
    """An author declines it, and says why."""
    with place_of(request) as place:
        decline(place.actor, proposal_for(place.actor, ref), reason=request.POST.get("reason", ""))
        back = f"{reverse('studio:proposals')}?brand={place.brand.slug}"
    return redirect(back)


@require_POST
@staff(*READERS, purpose="studio")
def withdrawal(request: HttpRequest, ref: str) -> HttpResponse:
    """Its proposer takes it back."""
    with place_of(request) as place:
        withdraw(place.actor, proposal_for(place.actor, ref))
        back = f"{reverse('studio:proposals')}?brand={place.brand.slug}"
    return redirect(back)


@require_POST
@staff(*READERS, purpose="studio")
def credit(request: HttpRequest) -> HttpResponse:
    """Whether one is named where one's words become knowledge."""
    with place_of(request) as place:
        wish_credit(place.actor, place.brand.pk, named=request.POST.get("named") == "yes")
        back = f"{reverse('studio:proposals')}?brand={place.brand.slug}"
    messages.success(request, _("Saved."))
    return redirect(back)
