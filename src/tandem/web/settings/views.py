"""Settings of a brand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tandem.web.entry import page, staff


@staff("brand_owner", "lead", purpose="settings")
def home(request: HttpRequest) -> HttpResponse:
    """The first tab."""
    return page(request, "ui/page.html", current="settings")
