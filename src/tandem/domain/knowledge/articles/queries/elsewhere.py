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
    """A passage for other products, plans or regions: `place` is the first that does not fit, `is_known` whether another is known."""

    passage: Passage
    place: str
    is_known: bool


def elsewhere(brand_id: int, text: str, *, circumstances: Circumstances, language: str = "en") -> tuple[Elsewhere, ...]:
    """What would answer if products, plans and regions were others. For counting: its text is for nobody here."""
    known = places_known()
    opened = replace(circumstances, products=known["products"], plans=known["plans"], regions=known["regions"])
    found = search(brand_id, text, k=MOST, language=language, sections_each=1, circumstances=opened)
    versions = {version.pk: version for version in Version.objects.filter(pk__in=[passage.version_id for passage in found])}
    told = ((passage, _misfit(versions[passage.version_id], circumstances)) for passage in found)
    return tuple(Elsewhere(passage, place, bool(getattr(circumstances, place))) for passage, place in told if place)


def _misfit(version: Version, circumstances: Circumstances) -> str:
    """The first place in which a wording asks for something else; "" where it fits."""
    for place in PLACES:
        wanted = set(getattr(version, place))
        if wanted and wanted.isdisjoint(getattr(circumstances, place)):
            return place
    return ""
