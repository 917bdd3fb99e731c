"""A ranker learnt from what experts quoted changes the order of a later question; it never adds, and can be taken back."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tandem.core.kit.refusals import Forbidden, Refused
from tandem.domain.assistance.precedents.access import training_for
from tandem.domain.assistance.precedents.actions.training import choose
from tandem.domain.assistance.precedents.models import Choice, Precedent, Training
from tandem.domain.assistance.precedents.queries import finding
from tandem.domain.assistance.precedents.queries.finding import find
from tandem.domain.assistance.precedents.queries.learning import learning
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house, person
from tests.domain.precedents.conftest import LATER, NEW, approver, ref_of, settle_many, stock, trained
from tests.knowing import librarian


def slugs(house, text=LATER, **options):
    return [passage.slug for passage in find(house.brand.pk, text, k=3, sections_each=1, **options).passages]


@pytest.mark.proves("R17", "R22")
def test_what_experts_quoted_orders_a_later_question_about_another_thing(house):
    assert slugs(house)[0] == NEW
    assert settle_many(house) == 80
    row = trained(house)
    assert (row.number, row.learnt_from, row.tried_on) == (1, 60, 20)
    assert row.figures["gain"]["low"] > 0.2
    found = find(house.brand.pk, LATER, k=3, sections_each=1)
    assert (found.training, found.passages[0].slug) == (1, f"{NEW}-terms")
    plain = search(house.brand.pk, LATER, k=3, sections_each=1)
    assert [passage.score for passage in found.passages] == [passage.score for passage in plain]
    shown = learning(person(house.amara), house.brand.pk)
    assert (shown.in_force, shown.acts, shown.reason) == (1, {"quoted": 80}, "better than the plain order on the newest questions")
    assert [(one.number, one.is_better, one.in_force) for one in shown.trainings] == [(1, True, True)]


@pytest.mark.proves("R17", "L9")
def test_who_approves_goes_back_and_forth_and_every_choice_stays_on_record(house):
    settle_many(house)
    row = trained(house)
    with pytest.raises(Forbidden):
        choose(person(house.amara), house.brand.pk, training=None, reason="I like the old order")
    assert find(house.brand.pk, LATER).training == 1
    choose(approver(house), house.brand.pk, training=None, reason="Complaints about terms")
    assert (find(house.brand.pk, LATER).training, slugs(house)[0]) == (None, NEW)
    choose(approver(house), house.brand.pk, training=training_for(person(house.amara), 1), reason="They were about something else")
    assert (find(house.brand.pk, LATER).training, slugs(house)[0]) == (1, f"{NEW}-terms")
    assert [choice.training_id for choice in Choice.objects.order_by("id")] == [row.pk, None, row.pk]
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE precedents_choice SET training_id = NULL")
    assert Choice.objects.filter(training=row).count() == 2


@pytest.mark.proves("R17", "R22")
def test_a_ranker_never_brings_back_what_was_retired(house):
    settle_many(house)
    trained(house)
    assert slugs(house)[0] == f"{NEW}-terms"
    retire(librarian(house.brand.pk, "approver"), article_for(librarian(house.brand.pk, "approver"), ref_of(f"{NEW}-terms")), reason="No more")
    assert f"{NEW}-terms" not in [passage.slug for passage in find(house.brand.pk, LATER, k=50).passages]
    assert find(house.brand.pk, LATER).training == 1


def test_a_ranker_that_fails_leaves_the_plain_order_and_the_transaction(house, monkeypatch, caplog):
    settle_many(house)
    trained(house)

    def breaks(version_ids):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr(finding, "weighable", breaks)
    found = find(house.brand.pk, LATER, k=3, sections_each=1)
    assert (found.training, found.passages) == (None, search(house.brand.pk, LATER, k=3, sections_each=1))
    assert "The ranker of training" in caplog.text
    assert Training.objects.count() == 1


def test_with_few_questions_nothing_is_fitted_and_nothing_changes(house):
    settle_many(house)
    Precedent.objects.filter(pk__gt=Precedent.objects.order_by("id")[40].pk).delete()
    row = trained(house)
    assert (row.learnt_from, row.tried_on, row.weights, row.figures) == (31, 10, None, {})
    assert Choice.objects.count() == 0
    with pytest.raises(Refused, match="no better"):
        choose(approver(house), house.brand.pk, training=row, reason="All the same")
    assert (Choice.objects.count(), find(house.brand.pk, LATER).training) == (0, None)


@pytest.mark.proves("L5")
def test_one_brand_learns_nothing_from_another(db):
    house, other = make_house(), make_house("hearth", vendor="Other")
    with scope(house.scope):
        stock(house)
        settle_many(house)
        trained(house)
    with scope(other.scope):
        stock(other)
        assert (Precedent.objects.count(), learning(person(other.amara), other.brand.pk).acts) == (0, {})
        assert trained(other).learnt_from == 0
        assert (find(other.brand.pk, LATER).training, slugs(other)[0]) == (None, NEW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT (SELECT count(*) FROM precedents_precedent), (SELECT array_agg(learnt_from) FROM precedents_training)")
            assert cursor.fetchone() == (0, [0])
    with scope(house.scope):
        assert find(house.brand.pk, LATER).training == 1
