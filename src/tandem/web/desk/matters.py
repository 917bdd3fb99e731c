"""What a conversation is about, as it is shown and said at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Refused
from tandem.domain.assistance.guidance.queries import topics_known
from tandem.domain.assistance.guidance.queries.situations import Situation, situation_of
from tandem.domain.knowledge.articles.queries.elsewhere import PLACES
from tandem.domain.knowledge.articles.queries.wordings import places_known
from tandem.domain.service.conversations.actions.stating import add_to_matter, mark_of, state_matter
from tandem.web.desk.doors import Place
from tandem.web.refusals import said


@dataclass(frozen=True, slots=True)
class Choice:
    """A product, plan or region that may be ticked."""

    key: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """Products, plans or regions: what is known of them, and what the knowledge tells apart."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices if choice.chosen)


@dataclass(frozen=True, slots=True)
class MatterShown:
    """The part "About"."""

    topic: str
    topics: tuple[str, ...]
    places: tuple[PlaceShown, ...]
    stated: bool
    mark: str

    @property
    def is_empty(self) -> bool:
        return not self.topic and not any(place.known for place in self.places)


def matter_of(conversation: Any, *, read: Situation | None = None) -> MatterShown:
    """What is known, and every value that articles and rules of the brand name; `read` where it was read already."""
    read = read or situation_of(conversation)
    known, named = read.about, places_known()
    places = []
    for place, label in zip(PLACES, (_("Products"), _("Plans"), _("Regions")), strict=True):
        chosen = getattr(known, place)
        keys = sorted({*named.get(place, ()), *chosen})
        places.append(PlaceShown(place, label, tuple(Choice(key, key in chosen) for key in keys)))
    topics = sorted({*topics_known(read.policies), *([known.topic] if known.topic else [])})
    return MatterShown(known.topic, tuple(topics), tuple(places), known.stated, mark_of(known))


def state(place: Place, values: QueryDict) -> str:
    """What a form says of the matter: all of it anew, or one thing more.

    Returns why nothing was stated, where somebody else was quicker (else ""). Raises as the actions.
    """
    if "adds" in values:
        add_to_matter(place.actor, place.brand_id, place.id, place=values.get("adds", ""), key=values.get("value", ""))
        return ""
    try:
        state_matter(place.actor, place.brand_id, place.id, **stated_in(values), unless_changed_from=values.get("began", ""))
    except Refused as refusal:
        if refusal.code != "changed_meanwhile":
            raise
        return said(refusal)
    return ""


def stated_in(values: QueryDict) -> dict[str, Any]:
    """What a form says: ticked values, and others parted by commas."""
    given: dict[str, Any] = {"topic": values.get("topic", "")}
    for place in PLACES:
        more = values.get(f"other_{place}", "").split(",")
        given[place] = [key for key in (*values.getlist(place), *more) if key.strip()]
    return given


def place_words(place: str, *, known: bool, count: int) -> str:
    """How many more articles there are for something else, and what to do about it."""
    counted = {
        ("products", True): _("%(count)s more for other products."),
        ("plans", True): _("%(count)s more for other plans."),
        ("regions", True): _("%(count)s more for other regions."),
        ("products", False): _("%(count)s more depend on the product: choose it under “About”."),
        ("plans", False): _("%(count)s more depend on the plan: choose it under “About”."),
        ("regions", False): _("%(count)s more depend on the region: choose it under “About”."),
    }
    return counted[place, known] % {"count": count}


def question_of(place: str) -> str:
    """What to ask of a matter when the answer depends on it."""
    return {
        "products": _("The answer depends on the product. Which is it?"),
        "plans": _("The answer depends on the plan. Which is it?"),
        "regions": _("The answer depends on the region. Which is it?"),
    }[place]
