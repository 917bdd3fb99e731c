"""Noting a question that found no good article. Its words stay where they are; its meaning is kept here. Safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, takewhile
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tandem.core.knowledge.gaps import asks
from tandem.domain.assistance.gaps.events import QuestionNoted
from tandem.domain.assistance.gaps.models import Question, Search, SearchUse
from tandem.domain.service.conversations.queries import messages_since
from tandem.domain.service.conversations.queries.asked import Asked, last_asked
from tandem.domain.service.conversations.queries.asked import asked as asked_in
from tandem.foundation import clock
from tandem.foundation.ai.embedding import embed_one, embedder
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
    with writing_in(brand_id):
        fresh = _once(brand_id, f"msg:{asked.message_id}", text=asked.text, source=source, **_of(asked))
        if not fresh:  # what was noted as a weak sign is a strong one by now
            Question.objects.filter(message_id=asked.message_id, source="unused").update(source=source)
        return fresh


def note_search(brand_id: int, conversation: str, *, wanted: str) -> bool:
    """An expert searched for what the customer of this conversation asks, and nothing was found. Returns whether it was new."""
    asked = last_asked(conversation) if len(wanted.split()) >= LEAST_WORDS else None
    return asked is not None and note(brand_id, asked, source="searched")


def note_shown(brand_id: int, conversation: str, *, wanted: str, by: int) -> None:
    """An expert (a membership) searched for what the customer asks and was shown something: whether it served is seen by what they do."""
    asked = last_asked(conversation) if len(wanted.split()) >= LEAST_WORDS else None
    if asked is not None and asks(asked.text):
        with writing_in(brand_id):
            row = Search(brand_id=brand_id, message_id=asked.message_id, by_id=by, at=clock.now())
            Search.objects.bulk_create([row], ignore_conflicts=True)  # it is looked up while it is typed


def note_taken(brand_id: int, conversation: str, *, how: str) -> None:
    """Something that the newest search showed was opened, quoted, or put into the reply: its first use counts, and none of an earlier search."""
    with writing_in(brand_id):
        search = Search.objects.filter(message__conversation__ref=conversation).order_by("-id").first()
        if search is not None:
            SearchUse.objects.bulk_create([SearchUse(brand_id=brand_id, search=search, how=how, at=clock.now())], ignore_conflicts=True)


def note_unused(brand_id: int, conversation_id: int) -> bool:
    """A contact was resolved: a question for which a search showed something that nobody used. Once a conversation.

    Nothing where the question is noted already (whatever else says that no article answers it says it louder), nor where its
    answer was drawn from knowledge: a draft, a quotation, a macro.
    """
    searches = Search.objects.filter(message__conversation_id=conversation_id, use__isnull=True)
    shown = dict(searches.order_by("id").values_list("message_id", "message__number"))
    if not shown:
        return False
    noted = set(Question.objects.filter(message_id__in=shown).values_list("message_id", flat=True))
    turns = [turn for turn in messages_since(conversation_id, min(shown.values())) if turn.author != "system"]
    texts = asked_in([one for one, number in shown.items() if one not in noted and not _is_drawn(turns, number)])
    question = next((texts[one] for one in shown if one in texts), None)
    return question is not None and _once(brand_id, f"unused:{conversation_id}", text=question.text, source="unused", **_of(question))


def note_unfound(brand_id: int, *, text: str, language: str, key: str) -> bool:
    """Somebody asked the help centre and it found nothing: the meaning of their words is kept, the words are not.

    `key` names the visit, so that one visitor's tries count once. Returns whether it was new.
    """
    return bool(text.strip()) and _once(brand_id, f"help:{key}"[:LONGEST_KEY], text=text, source="help", language=language, asked_at=clock.now())


def _is_drawn(turns: Sequence[Any], number: int) -> bool:
    """Whether the answer to a customer's message (what is said after it, until the customer writes again) came from knowledge."""
    later = dropwhile(lambda turn: turn.author == "customer", (turn for turn in turns if turn.number > number))
    answer = takewhile(lambda turn: turn.author != "customer", later)
    return any(turn.generation_id is not None or turn.facts.get("quotes") or turn.facts.get("macros") for turn in answer)


def _of(asked: Asked) -> dict[str, Any]:
    return {"message_id": asked.message_id, "queue_id": asked.queue_id, "language": asked.language, "asked_at": asked.sent_at}


def _once(brand_id: int, key: str, *, text: str, source: str, **values: Any) -> bool:
    with writing_in(brand_id):
        same = Question.objects.filter(Q(key=key) | Q(message_id=values.get("message_id"), message_id__isnull=False))
        if same.exists():
            return False
        values |= {"source": source, "embedder": embedder().name, "embedding": list(embed_one(text[:LONGEST_TEXT]))}
        try:
            with transaction.atomic():  # the constraints end the race of two signs of one question
                row = Question.objects.create(brand_id=brand_id, key=key, **values)
        except IntegrityError:
            if same.exists():
                return False
            raise
        publish(SYSTEM, brand_id, QuestionNoted(row.pk, source))
    return True
