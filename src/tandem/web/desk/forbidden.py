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
    visit = cast("Visit", request.visit)  # type: ignore[attr-defined]
    givers = [(member.display_name, own.brand) for own in visit.members for member in members_of(own.brand_id) if "brand_owner" in member.roles]
    brands = [(own.brand.slug, own.brand.accent) for own in visit.members]
    return page(request, "desk/forbidden.html", {"givers": givers, "brands": brands}, current="", status=403)
