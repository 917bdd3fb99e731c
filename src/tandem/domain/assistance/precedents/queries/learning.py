"""What there is to learn from, how trainings went, and which ranker is in force: readable by everybody of the brand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from tandem.core.assistance.settling import Verdict, settled_by
from tandem.domain.assistance.precedents.access import check_may_read
from tandem.domain.assistance.precedents.models import Choice, Precedent, Training
from tandem.foundation.ai.embedding import embedder
from tandem.foundation.tenancy.actor import Actor

MOST_SHOWN = 30
MOST_QUESTIONS = 1000  # newest questions that are learnt from: at 50 ms each, a minute

MOST_ACTS_EACH = 4  # of a question; hardly any has more


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A training as a person reads it: `figures` hold mean, low and high of plain, ranked and gain, where it came so far."""

    number: int
    at: datetime
    by: str
    learnt_from: int
    tried_on: int
    figures: dict[str, Any]
    is_better: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class Learning:
    """How a brand's search learns: acts by their kind, trainings (newest first), and what is in force since when and why."""

    acts: dict[str, int]
    trainings: tuple[TrainingRow, ...]
    in_force: int | None
    since: datetime | None
    reason: str
    by: str


def learning(actor: Actor, brand_id: int) -> Learning:
    """For a page of measures or of the studio. Raises Forbidden."""
    check_may_read(actor)
    acts = dict(Precedent.objects.filter(brand_id=brand_id).order_by().values_list("cause").annotate(Count("pk")))
    last = Choice.objects.filter(brand_id=brand_id).select_related("training", "by").defer("training__weights").order_by("-id").first()
    standing = last.training.number if last is not None and last.training is not None else None
    rows = Training.objects.filter(brand_id=brand_id).select_related("by").order_by("-number")[:MOST_SHOWN]
    rows = rows.annotate(kept=ExpressionWrapper(Q(weights__isnull=False), output_field=BooleanField())).defer("weights")
    trainings = tuple(
        TrainingRow(row.number, row.at, row.by.display_name if row.by else "", row.learnt_from, row.tried_on, row.figures, row.kept, row.number == standing)
        for row in rows
    )
    said = (last.at, last.reason, last.by.display_name if last.by else "") if last else (None, "", "")
    return Learning(acts, trainings, standing, *said)


def settled_questions(brand_id: int) -> tuple[list[tuple[int, frozenset[str]]], int]:
    """(message, articles that answered it) of the newest questions, oldest first, and the last act's row."""
    acts = Precedent.objects.filter(brand_id=brand_id, embedder=embedder().name).order_by("-id")
    rows = list(acts.values_list("id", "message_id", "kind", "articles")[: MOST_ACTS_EACH * MOST_QUESTIONS])
    verdicts = [Verdict(message, kind, frozenset(articles)) for _, message, kind, articles in reversed(rows)]
    answered = {message: articles for message, articles in settled_by(verdicts).items() if articles}
    return sorted(answered.items())[-MOST_QUESTIONS:], rows[0][0] if rows else 0
