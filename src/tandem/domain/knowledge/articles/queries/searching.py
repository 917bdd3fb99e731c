"""Search: the best articles for a text, by words and meaning, within what applies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.applicability import PLACES, Circumstances
from tandem.core.knowledge.passages import Passage, parts_of
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.articles.models import Section
from tandem.foundation import clock
from tandem.foundation.ai.embedding import embed_one, embedder

MOST_FOUND = 100
LONGEST_QUERY = 20_000  # characters


def search(
    brand_id: int,
    text: str,
    *,
    k: int = 5,
    at: datetime | None = None,
    language: str = "en",
    sections_each: int = 2,
    circumstances: Circumstances | None = None,
) -> tuple[Passage, ...]:
    """The best `k` articles for a text, each with its best sections, best first: hybrid of words and meaning.

    Only wordings valid at `at` (now), in `language`, that apply in the `circumstances` (none: all of them, for
    those who keep the knowledge); what does not apply is left out before anything is ranked. A brand outside the scope finds nothing. Where the
    embedder does not know the language, words alone are compared. Raises Invalid on an unusable query.
    """
    if "\x00" in text:
        raise Invalid("The search holds a NUL byte.", field="text")
    if not 1 <= k <= MOST_FOUND:
        raise Invalid("A search returns 1 to %(most_found)s articles.", named={"most_found": MOST_FOUND}, field="k")
    parts = parts_of(text[:LONGEST_QUERY])
    if not parts:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM knowledge_search(%s, %s::text[], %s::text[]::vector[], %s, %s, %s, %s, %s, %s::text[], %s::text[], %s::text[], %s::text[], %s)",
            [
                brand_id,
                list(parts),
                _meanings(parts, language),
                language,
                at or clock.now(),
                k,
                sections_each,
                *_asked_in(circumstances),
                embedder().name,
            ],
        )
        return tuple(Passage(*(*row[:-1], tuple(row[-1]))) for row in cursor.fetchall())


def audiences_differ(one: str, other: str) -> bool:
    """Whether any article in force is for one of two audiences alone; else a search for the one finds what it finds for the other."""
    for_one, for_other = Q(audience__contains=[one]), Q(audience__contains=[other])
    return in_force(clock.now()).filter(for_one & ~for_other | for_other & ~for_one, article__kind="article").exists()


def embeds(language: str) -> bool:
    """Whether the embedder of this installation knows a language."""
    known = embedder().languages
    return "*" in known or language.partition("-")[0] in known


def section_text(version_id: int, section_ref: str) -> str | None:
    """The text that a citation's span counts in, for who checks a citation."""
    found: str | None = (
        Section.objects.filter(version_id=version_id, section_ref=section_ref)
        .values_list("text", flat=True)
        .first()
    )
    return found


def _asked_in(circumstances: Circumstances | None) -> list[Any]:
    """The circumstances as the search function takes them; all NULL means no such filter."""
    if circumstances is None:
        return [None] * (1 + len(PLACES))
    return [circumstances.audience, *(list(getattr(circumstances, place)) for place in PLACES)]


def _meanings(parts: Sequence[str], language: str) -> list[str | None]:
    if not embeds(language):
        return [None] * len(parts)
    return ["[" + ",".join(f"{x:.6g}" for x in embed_one(part)) + "]" for part in parts]
