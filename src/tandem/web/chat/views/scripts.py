"""The widget's scripts for other sites: one for everybody, and a brand's launcher with its name, colour and words."""

from __future__ import annotations

import json
from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.queries import brand_by_slug
from tandem.web.ui.brands import BLACK, WHITE, contrast

JAVASCRIPT = "text/javascript; charset=utf-8"


@require_safe
@cache_control(public=True, max_age=300)
def widget(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view has one
    """What a site's one script tag names."""
    return HttpResponse(_source("widget.js"), content_type=JAVASCRIPT)


@require_safe
@cache_control(public=True, max_age=300)
def launcher(request: HttpRequest, slug: str) -> HttpResponse:
    """The launcher of one brand, in `?lang=` where we speak it."""
    brand = brand_by_slug(slug)
    wanted = request.GET.get("lang", "").split("-")[0]
    with override(wanted if wanted in dict(settings.LANGUAGES) else get_language()):
        words = {
            "open": _("Help from %(brand)s") % {"brand": brand.name},
            "close": _("Close help"),
            "title": _("Help from %(brand)s") % {"brand": brand.name},
        }
    given = {
        "origin": f"{request.scheme}://{request.get_host()}", "brand": brand.slug, "accent": brand.accent, "ink": _ink(brand), "words": words,
        "frame": request.build_absolute_uri(reverse("chat:widget", args=[brand.slug])),
    }  # fmt: skip
    return HttpResponse(f"({_source('launcher.js').strip()})({json.dumps(given)}, document.currentScript.dataset);\n", content_type=JAVASCRIPT)


def _ink(brand: Brand) -> str:
    """White or black, whichever reads better on the brand's colour."""
    red, green, blue = (int(brand.accent.lstrip("#")[at : at + 2], 16) for at in (0, 2, 4))
    return "#fff" if contrast((red, green, blue), WHITE) >= contrast((red, green, blue), BLACK) else "#000"


@cache
def _source(name: str) -> str:
    """A script as it lies in our static files, without its comments."""
    found = finders.find(f"chat/js/{name}")
    with open(str(found), encoding="utf-8") as file:  # noqa: PTH123  the finder answers with a string
        return "".join(line for line in file if not line.startswith("//"))
