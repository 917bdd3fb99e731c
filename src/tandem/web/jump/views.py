"""Jump to anything: a page of its own, and what the palette asks while somebody types."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from tandem.web.entry import page, staff, visit_of
from tandem.web.jump.finding import found, text_of
from tandem.web.jump.places import places_for


@require_GET
@staff(purpose="jump")
def search(request: HttpRequest) -> HttpResponse:
    """`?q=`: JSON for the palette, which knows the rail itself; a page for whoever has no scripts."""
    visit, text = visit_of(request), text_of(request.GET.get("q", ""))
    if request.headers.get("Accept") == "application/json":
        hits = [asdict(hit) for hit in found(visit, text) + places_for(visit.members, text, rail=False)]
        answer: HttpResponse = JsonResponse({"results": hits})
    else:
        hits_in = found(visit, text) + places_for(visit.members, text)
        groups = {group: [hit for hit in hits_in if hit.group == group] for group in dict.fromkeys(hit.group for hit in hits_in)}
        answer = page(request, "jump/page.html", {"text": text, "groups": groups}, current="")
    answer["Cache-Control"] = "private, no-store"
    return answer
