"""Bringing questions together: they join the gaps that are open, new gaps are found, and those that an article covers are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.kit.masking import masked
from tandem.core.knowledge.gaps import UNUSED, belonging, centre, gathered, is_covered, named
from tandem.domain.assistance.gaps.events import GapEnded, GapFound
from tandem.domain.assistance.gaps.models import Gap, GapDraft, GapEnd, Question
from tandem.domain.assistance.suggestions.facts import answers_since
from tandem.domain.service.conversations.queries.asked import asked
from tandem.foundation import clock
from tandem.foundation.ai.embedding import embedder
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import Scope, scope, writing_in

LOOKED_BACK = timedelta(days=60)
MOST = 3000  # questions at a look: the comparison is quadratic
MOST_ANSWERS = 400  # suggestions that are read again to see whether a gap is covered


def gather(brand_id: int) -> int:
    """Let questions join gaps and find new ones, each language by itself. Safe to repeat. Returns how many gaps are new."""
    with scope(Scope(brands=(brand_id,), purpose="gaps")), writing_in(brand_id):
        rows = Question.objects.select_for_update().filter(gap=None, asked_at__gte=clock.now() - LOOKED_BACK, embedding__isnull=False, embedder=embedder().name)
        loose = list(rows.order_by("-asked_at", "id")[:MOST])
        languages = sorted({one.language for one in loose})
        return sum(_gather(brand_id, language, [one for one in loose if one.language == language]) for language in languages)


def _gather(brand_id: int, language: str, loose: list[Question]) -> int:
    gaps = list(Gap.objects.filter(language=language, embedder=embedder().name, end__isnull=True).order_by("id"))
    meanings = _matrix([one.embedding for one in loose])
    joins = belonging(meanings, _matrix([gap.centre for gap in gaps]))
    for question, place in zip(loose, joins, strict=True):
        if place >= 0:
            _join(question, gaps[place])
    left = [question for question, place in zip(loose, joins, strict=True) if place < 0]
    labels = gathered(_matrix([one.embedding for one in left]), weights=np.array([UNUSED if one.source == "unused" else 1.0 for one in left]))
    groups = [[question for question, label in zip(left, labels, strict=True) if label == number] for number in range(labels.max(initial=-1) + 1)]
    texts = asked([one.message_id for group in groups for one in group if one.message_id])
    told = [[texts[one.message_id] for one in group if one.message_id in texts] for group in groups]
    words = named([[masked(one.text, names=[one.customer]) for one in group] for group in told])
    for group, own in zip(groups, words, strict=True):
        middle = centre(_matrix([one.embedding for one in group]))
        gap = Gap.objects.create(
            brand_id=brand_id, words=[word[:40] for word in own], language=language, embedder=embedder().name, centre=[float(x) for x in middle],
            found_at=clock.now(),
        )  # fmt: skip
        for question in group:
            _join(question, gap)
        publish(SYSTEM, brand_id, GapFound(gap.ref))
    return len(groups)


def close_covered(brand_id: int) -> int:
    """Close gaps for which an article was begun and whose later questions get a good answer. Returns how many."""
    closed = 0
    with scope(Scope(brands=(brand_id,), purpose="gaps")), writing_in(brand_id):
        drafts = GapDraft.objects.filter(gap__end__isnull=True, article__state="published").select_related("gap", "article").order_by("id")
        for draft in {row.gap_id: row for row in drafts}.values():
            answered, count = _answers(draft)
            if not is_covered(answered=answered, asked=count):
                continue
            values = {"covered": True, "article": draft.article, "answered": answered, "asked": count, "at": clock.now()}
            _, fresh = GapEnd.objects.get_or_create(brand_id=brand_id, gap=draft.gap, defaults=values)
            if fresh:
                publish(SYSTEM, brand_id, GapEnded(draft.gap.ref, covered=True))
                closed += 1
    return closed


def _answers(draft: GapDraft) -> tuple[int, int]:
    """(answered, asked): later questions of the matter, and those that got a draft from approved articles."""
    if draft.gap.embedder != embedder().name:
        return 0, 0  # its centre is being made anew
    later = answers_since(draft.at, language=draft.gap.language, most=MOST_ANSWERS)
    texts = asked([message_id for message_id, _ in later])
    told = [(texts[message_id].text[:2000], good) for message_id, good in later if message_id in texts]
    if not told:
        return 0, 0
    near = belonging(_matrix(list(embedder().embed_asked([text for text, _ in told]))), _matrix([draft.gap.centre])) >= 0
    return sum(good for (_, good), is_near in zip(told, near, strict=True) if is_near), int(near.sum())


def _join(question: Question, gap: Gap) -> None:
    question.gap = gap
    question.save(update_fields=["gap"])


def _matrix(vectors: Sequence[Sequence[float]]) -> Floats:
    return np.asarray([np.asarray(vector) for vector in vectors], dtype=np.float64)
