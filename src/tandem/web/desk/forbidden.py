"""Why somebody has no desk of their own, and who can change that."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tandem.foundation.tenancy.queries import members_of
from tandem.web.entry import Visit, page, staff


@require_GET
@staff(purpose="desk")
def why_not(request: HttpRequest) -> HttpResponse:
    """For members without the role expert: what the desk is, and who in each brand can give the role."""
    everybody = [each for own in cast("Visit", request.visit).members for each in members_of(own.brand_id)]  # type: ignore[attr-defined]
    givers = [member for member in everybody if "brand_owner" in member.roles]
    return page(request, "desk/forbidden.html", {"givers": givers}, current="", status=403)
