"""Why somebody has no desk of their own, and who can change that."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tandem.foundation.tenancy.models import Membership
from tandem.web.entry import page, staff


@require_GET
@staff(purpose="desk")
def why_not(request: HttpRequest) -> HttpResponse:
    """For members without the role expert: what the desk is, and the people of each brand who can give the role."""
    givers = list(Membership.objects.filter(roles__contains=["brand_owner"], ended_at__isnull=True).select_related("brand").order_by("display_name"))
    return page(request, "desk/forbidden.html", {"givers": givers}, current="", status=403)
