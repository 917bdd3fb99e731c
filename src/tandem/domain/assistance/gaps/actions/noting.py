"""Noting a question that found no good article. Its words stay where they are; its meaning is kept here. Safe to repeat."""

from __future__ import annotations

from typing import Any

from tandem.core.knowledge.gaps import asks
from tandem.domain.assistance.gaps.events import QuestionNoted
from tandem.domain.assistance.gaps.models import Question
from tandem.domain.service.conversations.queries.asked import Asked, last_asked
from tandem.foundation import clock
from tandem.foundation.ai.embedding import embed_one
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import writing_in

LONGEST_KEY = 60
LONGEST_TEXT = 2000  # characters whose meaning is taken
LEAST_WORDS = 3  # of a search, from which finding nothing says something: it is looked up while it is typed


def note(brand_id: int, asked: Asked, *, source: str) -> bool:
    """A customer's message that no article answered, if it asks something; once a message. Returns whether it was new."""
    if not asks(asked.text):
        return False
    values = {"message_id": asked.message_id, "queue_id": asked.queue_id, "language": asked.language, "asked_at": asked.sent_at}
    return _once(brand_id, f"msg:{asked.message_id}", text=asked.text, source=source, **values)


def note_search(brand_id: int, conversation: str, *, wanted: str) -> bool:
    """An expert searched for what the customer of this conversation asks, and nothing was found. Returns whether it was new."""
    asked = last_asked(conversation) if len(wanted.split()) >= LEAST_WORDS else None
    return asked is not None and note(brand_id, asked, source="searched")


def note_unfound(brand_id: int, *, text: str, language: str, key: str) -> bool:
    """Somebody asked the help centre and it found nothing: the meaning of their words is kept, the words are not.

    `key` names the visit, so that one visitor's tries count once. Returns whether it was new.
    """
    return bool(text.strip()) and _once(brand_id, f"help:{key}"[:LONGEST_KEY], text=text, source="help", language=language, asked_at=clock.now())


def _once(brand_id: int, key: str, *, text: str, source: str, **values: Any) -> bool:
    with writing_in(brand_id):
        if Question.objects.filter(key=key).exists():
            return False
        meaning = list(embed_one(text[:LONGEST_TEXT]))
        row, fresh = Question.objects.get_or_create(brand_id=brand_id, key=key, defaults={**values, "source": source, "embedding": meaning})
        if fresh:
            publish(SYSTEM, brand_id, QuestionNoted(row.pk, source))
    return bool(fresh)
