"""What a search asks and finds: a query's parts, a section as it is embedded, a passage with its features."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tandem.core.knowledge.applicability import AUDIENCES
from tandem.core.knowledge.sentences import sentences

MOST_PARTS = 40
WHOLE_UP_TO = 4  # sentences: a short message is one query, a long story is asked sentence by sentence
SHORTEST_PART = 3  # words
LONGEST_PART = 2000  # characters
NEAR = 0.3  # cosine; what is farther from the question and shares no word with it is not shown to who works here


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of an approved version, found for a query; features as `knowledge_search` defines them.

    `dense`, `lexical`, `coverage` and `score` are of the whole article; `cosine` and `section_coverage` of
    the section. Coverage is the share of the query's words, by rarity, that occur.
    """

    section_id: int
    section_ref: str
    version_id: int
    version: int
    article_id: int
    article: str
    slug: str
    title: str
    heading: str
    text: str
    position: int
    published_at: datetime
    score: float
    dense: float
    lexical: float
    coverage: float
    cosine: float
    section_coverage: float
    audience: tuple[str, ...] = AUDIENCES


def near(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """What has a word or the meaning of the question, in order; a search itself always gives the best it has."""
    return tuple(passage for passage in passages if passage.coverage > 0 or passage.cosine >= NEAR)


def embedding_text(title: str, *, heading: str, text: str) -> str:
    """What is embedded for a section: its title and heading say what bodies often leave out.

    >>> embedding_text("Fees", heading="", text="One pound.")
    'Fees. One pound.'
    """
    return ". ".join(part for part in (title, heading, text) if part)


def parts_of(text: str) -> tuple[str, ...]:
    """The queries that a text asks: itself when it is short, else its sentences of three words or more."""
    found = sentences(text)
    if len(found) <= WHOLE_UP_TO:
        return (text.strip()[:LONGEST_PART],) if text.strip() else ()
    long_enough = tuple(part[:LONGEST_PART] for part in found if len(part.split()) >= SHORTEST_PART)
    return long_enough[:MOST_PARTS] or (text.strip()[:LONGEST_PART],)
