"""One's own page: the language and the time zone that one reads in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.foundation.accounts.actions import choose_reading
from tandem.web.entry import or_refused, staff, visit_of
from tandem.web.settings.forms.own import OwnForm


@require_http_methods(["GET", "POST"])
@staff(purpose="settings")
def own(request: HttpRequest) -> HttpResponse:
    """Look at one's choice; change it."""
    member = visit_of(request).members[0]
    kept = {"zone": member.person.zone, "language": member.person.language}
    form = OwnForm(request.POST or None, initial=kept, brand=member.brand)
    if form.is_valid():
        with or_refused(form.refuse):
            choose_reading(member.person_id, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("settings:own")
    return render(request, "settings/own.html", {"form": form}, status=422 if form.errors else 200)
