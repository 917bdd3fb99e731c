"""One person: name, roles and pool; signing them out; the end of their membership."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tandem.domain.workforce.experts.actions import change_role
from tandem.foundation.accounts.actions import end_membership, sign_out_member
from tandem.foundation.tenancy.queries import pools_of
from tandem.web.entry import or_refused, staff
from tandem.web.settings.forms.people import RolesForm
from tandem.web.settings.people import member_page
from tandem.web.settings.places import place_of, tab


@require_GET
@staff("brand_owner", "lead", purpose="settings")
def member(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Everything about one person's work for the brand."""
    with place_of(request, slug) as place:
        return tab(request, place, "settings/member.html", member_page(place, ref), current="people")


@require_POST
@staff("brand_owner", purpose="settings")
def roles(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Change name, roles, pool."""
    with place_of(request, slug) as place:
        form = RolesForm(request.POST, pools=pools_of(place.brand.pk))
        if form.is_valid():
            with or_refused(form.refuse):
                change_role(place.actor, place.brand.pk, ref, **form.cleaned_data)
                messages.success(request, _("Saved."))
                return redirect("settings:member", slug=slug, ref=ref)
        context = member_page(place, ref) | {"roles_form": form}
        return tab(request, place, "settings/member.html", context, current="people", status=422)


@require_POST
@staff("brand_owner", purpose="settings")
def sessions(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Sign somebody out everywhere."""
    with place_of(request, slug) as place:
        ended = sign_out_member(place.actor, place.brand.pk, ref)
    said = ngettext("Signed out of %(count)d browser.", "Signed out of %(count)d browsers.", ended)
    messages.success(request, said % {"count": ended})
    return redirect("settings:member", slug=slug, ref=ref)


@require_POST
@staff("brand_owner", purpose="settings")
def departure(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Somebody leaves the brand."""
    with place_of(request, slug) as place:
        end_membership(place.actor, place.brand.pk, ref)
    messages.success(request, _("They no longer belong to this brand. What they held waits again."))
    return redirect("settings:people", slug=slug)
