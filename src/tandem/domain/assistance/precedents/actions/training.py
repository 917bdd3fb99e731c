"""Learning a ranker from a brand's settled questions, trying it on the newest, and choosing what orders a search.

A training reads in small transactions and computes between them: a long one would hold back every reader of events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict

import numpy as np
from django.db import IntegrityError, transaction

from tandem.core.assistance.asking import asked_in
from tandem.core.assistance.settling import Learnt, Trial, tried
from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.ranking import RankerTrainer, Settled
from tandem.core.knowledge.releases import checked_reason
from tandem.core.knowledge.reranking import CANDIDATES
from tandem.domain.assistance.precedents.access import check_may_choose
from tandem.domain.assistance.precedents.actions.noting import TURNS
from tandem.domain.assistance.precedents.events import RankerChosen
from tandem.domain.assistance.precedents.models import Choice, Training
from tandem.domain.assistance.precedents.queries.finding import grouped, weights_of
from tandem.domain.assistance.precedents.queries.learning import settled_questions
from tandem.domain.knowledge.articles.queries.searching import embeds, search
from tandem.domain.service.conversations.queries.asked import Told, told
from tandem.domain.service.conversations.queries.matter import circumstances_of
from tandem.foundation import clock
from tandem.foundation.ai.embedding import embedder
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

AT_ONCE = 20  # questions a transaction: a second at most
TREES = 40  # of 100, a third of the time of a search's ordering, and as good on the bank's cases (docs/benchmarks.md)
SEED = 1  # of the trees

Opens = Callable[[], AbstractContextManager[object]]


def train(actor: Actor, brand_id: int, *, opens: Opens) -> Training:
    """Learn from what was settled, keep how it did, and put it in force when its whole gain lies above nothing.

    `opens` opens a scope of the brand, for each small transaction. Raises Forbidden; Refused (`training`) when another
    training ended meanwhile.
    """
    with opens():
        if actor.kind != "system" or actor.via != "worker":
            check_may_choose(actor, brand_id)
        questions, upto = settled_questions(brand_id)
    learnt = [one for some in _in_parts(questions) for one in _learnt(brand_id, some, opens)]
    trial = tried(learnt, trainer=RankerTrainer(trees=TREES, seed=SEED))
    with opens():
        return _kept(actor, brand_id, trial=trial, upto=upto)


def choose(actor: Actor, brand_id: int, *, training: Training | None, reason: str) -> Choice:
    """Put a training's ranker in force again, or (None) the plain order. Raises Forbidden, Invalid, Refused (`no_ranker`)."""
    why = checked_reason(reason)
    with writing_in(brand_id):
        check_may_choose(actor, brand_id)
        if training is not None and training.weights is None:
            raise Refused("This training was no better than the plain order, so there is no ranker of it.", code="no_ranker")
        return _chosen(actor, brand_id, training=training, reason=why)


def _in_parts(questions: Sequence[tuple[int, frozenset[str]]]) -> Iterator[Sequence[tuple[int, frozenset[str]]]]:
    for start in range(0, len(questions), AT_ONCE):
        yield questions[start : start + AT_ONCE]


def _learnt(brand_id: int, questions: Sequence[tuple[int, frozenset[str]]], opens: Opens) -> list[Learnt]:
    """Each question as a search would weigh it now; a message without words is left out, and so is what is not in force."""
    with opens():
        known = told([message for message, _ in questions], most=TURNS)
        found = [_weighed(brand_id, known[message], articles) for message, articles in questions if message in known]
    return [one for one in found if one is not None]


def _weighed(brand_id: int, question: Told, articles: frozenset[str]) -> Learnt | None:
    asked, language = asked_in(question.turns), question.conversation.language
    if not asked or not embeds(language):
        return None
    circumstances = circumstances_of(question.conversation, audience="expert")
    groups = grouped(search(brand_id, asked, k=CANDIDATES, language=language, sections_each=1, circumstances=circumstances))
    rows = weights_of(asked, groups)
    if rows is None:
        return None
    return Learnt(question.matter, Settled(rows, np.array([group[0].article in articles for group in groups])))


def _kept(actor: Actor, brand_id: int, *, trial: Trial, upto: int) -> Training:
    with writing_in(brand_id):
        last = Training.objects.filter(brand_id=brand_id).order_by("-number").values_list("number", flat=True).first()
        figures = {name: asdict(one) for name in ("plain", "ranked", "gain") if (one := getattr(trial, name)) is not None}
        try:
            with transaction.atomic():  # the number's constraint ends the race of two trainings
                row: Training = Training.objects.create(
                    brand_id=brand_id, number=(last or 0) + 1, upto=upto, learnt_from=trial.learnt_from, tried_on=trial.tried_on, figures=figures,
                    embedder=embedder().name, weights=trial.ranker.plain() if trial.ranker is not None and trial.is_better else None,
                    by_id=actor.membership_id, at=clock.now(),
                )  # fmt: skip
        except IntegrityError as clash:
            raise Refused("Another training of this brand has just ended.", code="training") from clash
        record(actor, brand_id, verb="ranker.train", subject=f"training {row.number}", learnt_from=row.learnt_from, tried_on=row.tried_on)
        if row.weights is not None:
            _chosen(actor, brand_id, training=row, reason="better than the plain order on the newest questions")
        return row


def _chosen(actor: Actor, brand_id: int, *, training: Training | None, reason: str) -> Choice:
    row: Choice = Choice.objects.create(brand_id=brand_id, training=training, reason=reason, by_id=actor.membership_id, at=clock.now())
    number = training.number if training is not None else 0
    record(actor, brand_id, verb="ranker.choose", subject=f"training {number}")
    publish(actor, brand_id, RankerChosen(number))
    return row
