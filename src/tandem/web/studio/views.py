"""Knowledge: what the house says, and who approved it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tandem.web.entry import page, staff

READERS = ("expert", "lead", "author", "approver", "brand_owner", "reviewer")


@staff(*READERS, purpose="studio")
def home(request: HttpRequest) -> HttpResponse:
    """The list of articles."""
    return page(request, "ui/page.html", current="studio")
