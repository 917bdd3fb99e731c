"""What the AI is made of here, said plainly."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tandem.foundation.ai.embedding import embedder
from tandem.foundation.experiments.queries import running
from tandem.web.entry import staff
from tandem.web.settings.places import place_of, tab


@require_GET
@staff("brand_owner", purpose="settings")
def machine(request: HttpRequest, slug: str) -> HttpResponse:
    """The embedder and its languages, the drafter, the experiments that run."""
    with place_of(request, slug) as place:
        model = embedder()
        context = {
            "model": model.name,
            "any_language": "*" in model.languages,
            "experiments": running(place.brand.pk),
        }
        return tab(request, place, "settings/machine.html", context, current="machine")
