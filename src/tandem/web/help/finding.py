"""What a search of the public finds: articles that hold the words or mean the same, and nothing where nothing is near."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.passages import Passage
from tandem.domain.assistance.precedents.queries.finding import find
from tandem.domain.knowledge.articles.queries.public import cards_of
from tandem.web.help.entry import Visit

MOST = 12  # articles on a page: whoever does not find it among these asks a person
LONGEST = 200  # characters
SHORTEST = 2
NEAR = 0.42  # cosine of MiniLM: questions of other matters stay below, most paraphrases are above
SHARED = 0.34  # of the query's words, by rarity, where meaning is far
SHOWN = 220  # characters of a passage


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, with the passage that speaks of it."""

    title: str
    heading: str
    text: str
    slug: str
    language: str
    article_id: int


def asked_in(text: str) -> str:
    """A search as it is looked for: one line, no longer than anybody types."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST]


def found(visit: Visit, text: str, *, most: int = MOST, language: str = "") -> tuple[Hit, ...]:
    """The best articles in the page's language (or this one), best first; none where nothing is near enough."""
    asked = asked_in(text)
    if len(asked) < SHORTEST:
        return ()
    try:
        passages = find(visit.brand.pk, asked, k=most, language=language or visit.language, sections_each=1, circumstances=visit.circumstances).passages
    except Refused:
        return ()
    near = [passage for passage in passages if _is_near(passage)]
    cards = cards_of(visit.circumstances, (passage.article_id for passage in near))
    return tuple(
        Hit(passage.title, passage.heading, _short(passage.text), passage.slug, cards[passage.article_id].language, passage.article_id)
        for passage in near
        if passage.article_id in cards
    )


def _is_near(passage: Passage) -> bool:
    return passage.cosine >= NEAR or passage.coverage >= SHARED


def _short(text: str) -> str:
    line = " ".join(part.lstrip("- ") for part in text.split("\n"))
    return line if len(line) <= SHOWN else line[:SHOWN].rsplit(" ", 1)[0] + " …"
