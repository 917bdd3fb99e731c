"""What the picker finds for an expert: macros, passages that apply, and how much there is for somebody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.knowledge.passages import Passage, near
from tandem.domain.assistance.gaps.actions.noting import note_search, note_shown
from tandem.domain.assistance.precedents.queries.finding import find
from tandem.domain.knowledge.articles.queries.elsewhere import Elsewhere, elsewhere
from tandem.domain.knowledge.articles.queries.steps import Step, needed_with
from tandem.domain.service.conversations.queries.matter import circumstances_of
from tandem.foundation.tenancy.scope import writing_in
from tandem.web.desk.doors import Place
from tandem.web.desk.filling import macros_shown
from tandem.web.desk.matters import place_words
from tandem.web.desk.threads import standing_of

MOST = 6  # articles a search shows


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found; what is for staff alone is not for quoting. `needs`: what is needed with its article."""

    passage: Passage
    is_internal: bool
    needs: tuple[Step, ...]


def found_for(place: Place, wanted: str) -> dict[str, Any]:
    """The context of the picker. A search by its holder is noted, by its conversation's question: that it found nothing, or something."""
    conversation, known = place.conversation, circumstances_of(place.conversation, audience="expert")
    with writing_in(place.brand_id):
        passages = near(find(place.brand_id, wanted, k=MOST, language=conversation.language, sections_each=1, circumstances=known).passages)
        others = elsewhere(place.brand_id, wanted, circumstances=known, language=conversation.language)
        needs = needed_with([(one.article, one.version) for one in passages], circumstances=known, language=conversation.language)
        mine = standing_of(conversation, place.member).is_mine
        if mine and passages:
            note_shown(place.brand_id, conversation.ref, wanted=wanted, by=place.member.pk)
        elif mine:
            note_search(place.brand_id, conversation.ref, wanted=wanted)
    return {
        "wanted": wanted, "conversation": conversation, "macros": macros_shown(place, wanted) if mine else [], "others": left_out(others),
        "hits": [Hit(one, "customer" not in one.audience, needs.get((one.article, one.version), ())) for one in passages],
    }  # fmt: skip


def needs_of(place: Place, article: str, version: int) -> tuple[Step, ...]:
    """What is needed with one wording, where it applies."""
    known = circumstances_of(place.conversation, audience="expert")
    return needed_with([(article, version)], circumstances=known, language=place.conversation.language).get((article, version), ())


def left_out(others: Sequence[Elsewhere]) -> list[str]:
    """How much there is for other products, plans and regions; never what it says."""
    counted = Counter((one.place, one.is_known) for one in others if near([one.passage]))
    return [place_words(place, known=known, count=count) for (place, known), count in counted.items()]
