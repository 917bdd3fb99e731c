"""What approved articles cover, topic by topic: as far as somebody says what conversations are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tandem.domain.assistance.suggestions.facts import drafted_in
from tandem.domain.knowledge.articles.queries.shelf import standing_of_shelf
from tandem.domain.knowledge.usage.queries.taken import taken_in
from tandem.domain.service.conversations.queries.matter import topics_since


@dataclass(frozen=True, slots=True)
class Cover:
    """A topic: its conversations, in how many of them an answer was found (drafted or used), and used; its articles in force."""

    topic: str
    conversations: int
    found: int
    used: int
    articles: int


def coverage_by_topic(since: datetime) -> tuple[Cover, ...]:
    """The topics that were stated since then, those of most conversations first; capitals make no other topic."""
    stated = topics_since(since)
    drafted, taken = drafted_in([row for row, _, _ in stated]), taken_in([ref for _, ref, _ in stated])
    asked = Counter(topic.casefold() for _, _, topic in stated)
    used = Counter(topic.casefold() for _, ref, topic in stated if ref in taken)
    found = Counter(topic.casefold() for row, ref, topic in stated if row in drafted or ref in taken)
    articles = Counter(topic for standing in standing_of_shelf() for topic in {one.casefold() for one in standing.topics})
    named = _names(topic for _, _, topic in stated)
    rows = (Cover(named[topic], count, found[topic], used[topic], articles[topic]) for topic, count in asked.items())
    return tuple(sorted(rows, key=lambda row: (-row.conversations, row.topic)))


def _names(topics: Iterable[str]) -> dict[str, str]:
    """Topic without its capitals -> as most wrote it."""
    written = sorted(Counter(topics).items(), key=lambda one: (one[1], one[0]))
    return {topic.casefold(): topic for topic, _ in written}
