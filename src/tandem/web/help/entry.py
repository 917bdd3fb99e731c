"""The public's way in: which brand, in which language, what the reader said of their matter. Nobody is asked who they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.applicability import LONGEST_KEY, Circumstances
from tandem.domain.knowledge.articles.queries.public import READER, languages_open, named_places
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.queries import brand_by_slug
from tandem.foundation.tenancy.scope import Scope, scope
from tandem.web.ui.reader import is_zone, spoken_for

View = Callable[..., HttpResponse]
CHOICES = {"product": "products", "plan": "plans", "region": "regions"}  # in an address, and in the core
ACTOR = Actor("customer", via="help")


@dataclass(frozen=True)
class Visit:
    """One request: the brand whose scope is open, the language of the page, what the reader chose of their matter."""

    brand: Brand
    language: str
    chosen: Mapping[str, str]
    session: str = ""  # set where the reader is followed

    @cached_property
    def circumstances(self) -> Circumstances:
        """In which wordings are looked up: a customer's, in the help centre, with what was chosen."""
        known = {CHOICES[name]: (value,) for name, value in self.chosen.items()}
        return Circumstances(audience="customer", channels=READER.channels, **known)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that this help centre has, the brand's own first."""
        others = languages_open(self.circumstances)
        return tuple(dict.fromkeys((self.brand.language, *others)))

    @cached_property
    def places(self) -> dict[str, tuple[str, ...]]:
        """What may be chosen, by its name in an address; places that nothing names are left out."""
        known = named_places()
        return {name: known[place] for name, place in CHOICES.items() if known[place]}

    def address(self, name: str, *args: str, language: str = "", **query: str) -> str:
        """A page of this help centre, with what the reader chose carried along."""
        path = reverse(f"help:{name}", args=[self.brand.slug, language or self.language, *args])
        kept = {**self.chosen, **query}
        return f"{path}?{urlencode(kept)}" if kept else path


def public(view: View) -> View:
    """A view for anybody, in the scope of the brand in the address, in the words of the language in the address."""

    @wraps(view)
    def inner(request: HttpRequest, slug: str, lang: str = "", **values: Any) -> HttpResponse:
        brand = brand_by_slug(slug)
        language = lang or brand.language
        zone = ZoneInfo(brand.zone if is_zone(brand.zone) else "UTC")
        spoken = spoken_for(language) or spoken_for(brand.language) or "en"
        with scope(Scope(brands=(brand.pk,), purpose="help")), translation.override(spoken), timezone.override(zone):
            visit = Visit(brand, language, _chosen(request))
            if lang and lang not in visit.languages:
                return _in_a_language_we_have(request, brand, lang)
            answer = view(request, visit, **values)
            answer.headers.setdefault("Content-Language", language)
        return answer

    return inner


def _in_a_language_we_have(request: HttpRequest, brand: Brand, lang: str) -> HttpResponse:
    """The same page in the brand's own language. Raises Absent for what is no page."""
    if request.method not in ("GET", "HEAD") or lang == brand.language:
        raise Absent("There is no such help page.")
    prefix = f"/help/{brand.slug}/"
    rest = request.get_full_path().partition(f"{prefix}{lang}/")[2]
    return redirect(f"{prefix}{brand.language}/{rest}")


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What the address says of the reader's matter; what could name nothing is left out."""
    asked = request.GET if request.method in ("GET", "HEAD") else {**request.GET.dict(), **request.POST.dict()}
    given = {name: str(asked.get(name, "")).strip().casefold() for name in CHOICES}
    return {name: value for name, value in given.items() if value and len(value) <= LONGEST_KEY and "\x00" not in value}
