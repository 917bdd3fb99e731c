"""What waits for approval: read, and approved many at a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from tandem.web.entry import staff
from tandem.web.studio.pages import shown
from tandem.web.studio.places import WRITERS, place_of
from tandem.web.studio.releasing import approved_many, waiting_page


@require_http_methods(["GET", "POST"])
@staff(*WRITERS, "lead", "brand_owner", "reviewer", "auditor", purpose="studio")
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything in review; an approver chooses several and approves them, and sees the result of each."""
    with place_of(request) as place:
        outcomes = approved_many(request, place) if request.method == "POST" else ()
        context = {**waiting_page(request, place), "outcomes": outcomes, "all": "all" in request.GET}
        return shown(request, place, "studio/waiting.html", context, tab="waiting")
