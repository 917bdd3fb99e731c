"""API tokens: made, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.foundation.accounts.tokens import create_token, revoke_token
from tandem.web.entry import or_refused, staff
from tandem.web.settings.forms.tokens import TokenForm
from tandem.web.settings.places import place_of, tab
from tandem.web.settings.tokens import members_to_act_for, tokens_page


@require_http_methods(["GET", "POST"])
@staff("brand_owner", purpose="settings")
def tokens(request: HttpRequest, slug: str) -> HttpResponse:
    """Every token; make one, whose secret this answer alone shows."""
    with place_of(request, slug) as place:
        form = TokenForm(request.POST or None, members=members_to_act_for(place))
        if form.is_valid():
            with or_refused(form.refuse):
                token, secret = create_token(place.actor, place.brand.pk, **form.cleaned_data)
                shown = tokens_page(place) | {"made": token, "secret": secret}
                answer = tab(request, place, "settings/tokens.html", shown, current="tokens", status=201)
                answer["Cache-Control"] = "no-store"
                return answer
        context, status = tokens_page(place) | {"form": form}, 422 if form.errors else 200
        return tab(request, place, "settings/tokens.html", context, current="tokens", status=status)


@require_POST
@staff("brand_owner", purpose="settings")
def revocation(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """End a token at once."""
    with place_of(request, slug) as place:
        revoke_token(place.actor, place.brand.pk, ref)
    messages.success(request, _("Revoked. Whoever uses it is refused from now on."))
    return redirect("settings:tokens", slug=slug)
