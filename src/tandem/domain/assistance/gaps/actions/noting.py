"""Noting a question that found no good article. Its words stay where they are; its meaning is kept here. Safe to repeat."""

from __future__ import annotations

from tandem.domain.assistance.gaps.models import Question
from tandem.domain.service.conversations.queries.asked import Asked
from tandem.foundation import clock
from tandem.foundation.ai.embedding import embed_one
from tandem.foundation.tenancy.scope import writing_in

LONGEST_KEY = 60


def note(brand_id: int, asked: Asked, *, source: str) -> bool:
    """A customer's message that no article answered; once a message. Returns whether it was new."""
    with writing_in(brand_id):
        if Question.objects.filter(key=f"msg:{asked.message_id}").exists():
            return False
        _, fresh = Question.objects.get_or_create(
            brand_id=brand_id, key=f"msg:{asked.message_id}",
            defaults={
                "source": source, "message_id": asked.message_id, "queue_id": asked.queue_id, "language": asked.language,
                "embedding": list(embed_one(asked.text[:2000])), "asked_at": asked.sent_at,
            },
        )  # fmt: skip
    return bool(fresh)


def note_unfound(brand_id: int, *, text: str, language: str, key: str) -> bool:
    """Somebody asked the help centre and it found nothing: the meaning of their words is kept, the words are not.

    `key` names the visit, so that one visitor's tries count once. Returns whether it was new.
    """
    if not text.strip():
        return False
    with writing_in(brand_id):
        _, fresh = Question.objects.get_or_create(
            brand_id=brand_id, key=f"help:{key}"[:LONGEST_KEY],
            defaults={"source": "help", "language": language, "embedding": list(embed_one(text[:2000])), "asked_at": clock.now()},
        )  # fmt: skip
    return bool(fresh)
