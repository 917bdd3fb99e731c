"""Brand colours as a stylesheet, since no page may carry inline styles; and a stale form's answer."""

from itertools import islice

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tandem.web.ui.brands import BrandColour, brand_css

MOST_BRANDS = 200  # a person who serves more than this has a filter, not a stylesheet


@require_safe
@cache_control(
    public=True, max_age=31_536_000, immutable=True
)  # the address holds all that the answer depends on
def brands(request: HttpRequest) -> HttpResponse:
    """`?northwind=17707b&hearth=a24f2a` -> their swatches and accents."""
    try:
        asked = islice(request.GET.items(), MOST_BRANDS)
        colours = [BrandColour(key, str(value).lower()) for key, value in asked]
    except ValueError as refusal:
        return HttpResponseBadRequest(f"{refusal}\n", content_type="text/plain; charset=utf-8")
    return HttpResponse(brand_css(colours), content_type="text/css; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without our token: nothing was done. The reason is Django's, for the log only."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
