"""What a search left out because it applies to something else: how much there is, never what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tandem.core.knowledge.applicability import Circumstances
from tandem.core.knowledge.passages import Passage
from tandem.domain.knowledge.articles.models import Version
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.domain.knowledge.articles.queries.wordings import places_known

PLACES = ("products", "plans", "regions")  # what whoever asks may still say; a channel is what it is
MOST = 12


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A passage for other products, plans or regions: `place` is the first that does not fit, `is_known` whether another is known.

    `values` are those that it asks for there.
    """

    passage: Passage
    place: str
    is_known: bool
    values: tuple[str, ...] = ()


def elsewhere(brand_id: int, text: str, *, circumstances: Circumstances, language: str = "en") -> tuple[Elsewhere, ...]:
    """What would answer if products, plans and regions were others. For counting: its text is for nobody here."""
    known = places_known()
    if not any(known[place] for place in PLACES):
        return ()
    opened = replace(circumstances, products=known["products"], plans=known["plans"], regions=known["regions"])
    found = search(brand_id, text, k=MOST, language=language, sections_each=1, circumstances=opened)
    versions = {version.pk: version for version in Version.objects.filter(pk__in=[passage.version_id for passage in found])}
    told = ((passage, versions[passage.version_id], _misfit(versions[passage.version_id], circumstances)) for passage in found)
    return tuple(
        Elsewhere(passage, place, bool(getattr(circumstances, place)), tuple(getattr(version, place))) for passage, version, place in told if place
    )


def open_place(brand_id: int, text: str, *, circumstances: Circumstances, language: str = "en") -> tuple[str, tuple[str, ...]]:
    """The place of the nearest wording that asks for something nobody said yet, and the values that the nearest ask for there; "" for none."""
    asking = [one for one in elsewhere(brand_id, text, circumstances=circumstances, language=language) if not one.is_known]
    if not asking:
        return "", ()
    place = asking[0].place
    return place, tuple(dict.fromkeys(value for one in asking if one.place == place for value in one.values))


def _misfit(version: Version, circumstances: Circumstances) -> str:
    """The first place in which a wording asks for something else; "" where it fits."""
    for place in PLACES:
        wanted = set(getattr(version, place))
        if wanted and wanted.isdisjoint(getattr(circumstances, place)):
            return place
    return ""
