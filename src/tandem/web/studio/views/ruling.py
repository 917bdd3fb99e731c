"""The rules of release: how many people approve what, and how long a wording lasts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.domain.knowledge.releases.actions.ruling import set_rule
from tandem.web.entry import or_refused, staff
from tandem.web.studio.pages import shown
from tandem.web.studio.places import WRITERS, place_of
from tandem.web.studio.ruling import RuleForm, rules_page


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, "lead", "brand_owner", "reviewer", "auditor", purpose="studio")
def rules(request: HttpRequest) -> HttpResponse:
    """The rule of each kind, who set it; the brand's owner changes them."""
    with place_of(request) as place:
        form = RuleForm(request.POST or None)
        rule = form.rule()
        if rule is not None:
            with or_refused(form.refuse):
                set_rule(place.actor, place.brand.pk, kind=form.cleaned_data["kind"], rule=rule)
                messages.success(request, _("The rule is set. It holds for what is sent for review from now on."))
                return redirect(f"{reverse('studio:rules')}?brand={place.brand.slug}")
        return shown(request, place, "studio/rules.html", rules_page(form), tab="rules", status=422 if form.errors else 200)
