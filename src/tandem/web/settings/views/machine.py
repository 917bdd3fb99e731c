"""What the AI is made of here, said plainly."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tandem.core.assistance.confidence import is_fitted_on
from tandem.foundation.ai.embedding import Hashed, embedder
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
            "stands_in": isinstance(model, Hashed),
            "languages": "" if "*" in model.languages else ", ".join(model.languages),
            "drafts": is_fitted_on(model.name),
            "experiments": running(place.brand.pk),
        }
        return tab(request, place, "settings/machine.html", context, current="machine")
