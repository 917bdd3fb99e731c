"""People: who belongs to the brand; inviting somebody; pools."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.domain.workforce.experts.actions import enlist
from tandem.foundation.tenancy.actions import create_pool
from tandem.foundation.tenancy.queries import pools_of
from tandem.web.entry import or_refused, staff, visit_of
from tandem.web.settings.forms.people import InvitationForm, PoolForm
from tandem.web.settings.people import people_page
from tandem.web.settings.places import place_of, tab, tabs_of


@require_GET
@staff("brand_owner", "lead", purpose="settings")
def home(request: HttpRequest) -> HttpResponse:
    """The first tab of the person's first brand."""
    with place_of(request, visit_of(request).members[0].brand.slug) as place:
        return redirect(tabs_of(place, "")[0]["url"])


@require_GET
@staff("brand_owner", "lead", purpose="settings")
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody; a lead reads, an owner invites."""
    with place_of(request, slug) as place:
        return tab(request, place, "settings/people.html", people_page(place), current="people")


@require_POST
@staff("brand_owner", purpose="settings")
def invitation(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody by e-mail."""
    with place_of(request, slug) as place:
        form = InvitationForm(request.POST, pools=pools_of(place.brand.pk))
        if form.is_valid():
            with or_refused(form.refuse):
                member = enlist(place.actor, place.brand.pk, **form.cleaned_data)
                messages.success(
                    request, _("%(name)s is invited, by e-mail.") % {"name": member.display_name}
                )
                return redirect("settings:member", slug=slug, ref=member.ref)
        context = people_page(place) | {"invitation_form": form}
        return tab(request, place, "settings/people.html", context, current="people", status=422)


@require_POST
@staff("brand_owner", purpose="settings")
def pools(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a pool."""
    with place_of(request, slug) as place:
        form = PoolForm(request.POST)
        if form.is_valid():
            with or_refused(form.refuse):
                create_pool(place.actor, place.brand.pk, **form.cleaned_data)
                messages.success(request, _("The pool is there. People are put into it one by one."))
                return redirect("settings:people", slug=slug)
        context = people_page(place) | {"pool_form": form}
        return tab(request, place, "settings/people.html", context, current="people", status=422)
