"""Training comes by itself: at night, where somebody taught something new, once a night."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django.models import ProcrastinateJob

from tandem.domain.assistance.precedents import tasks
from tandem.domain.assistance.precedents.actions.noting import note_quoted
from tandem.domain.assistance.precedents.models import Training
from tandem.foundation import clock
from tests.cast import person
from tests.domain.precedents.conftest import ask, ref_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def waiting():
    return [job.args for job in ProcrastinateJob.objects.filter(status="todo", task_name__endswith="precedents.tasks.learn")]


def test_a_night_has_one_training_of_each_brand_that_was_taught(house):
    with clock.on(clock.VirtualClock(NIGHT - timedelta(hours=1))):
        assert tasks.learn_when_due() == 0
        note_quoted(person(house.amara), house.brand.pk, ask(house, "How do I return my lamp?").ref, article=ref_of("lamp-terms"))
    with clock.on(clock.VirtualClock(NOON)):
        assert (tasks.learn_when_due(), waiting()) == (0, [])
    with clock.on(clock.VirtualClock(NIGHT)):
        assert [tasks.learn_when_due(), tasks.learn_when_due()] == [1, 0]
        assert waiting() == [{"brand_id": house.brand.pk}]
        tasks.learn_if_due(house.brand.pk)
        tasks.learn_if_due(house.brand.pk)
        assert [(row.number, row.tried_on, row.by) for row in Training.objects.all()] == [(1, 0, None)]
    with clock.on(clock.VirtualClock(NIGHT + timedelta(days=1))):
        assert not tasks.is_due(house.brand.pk)  # nothing new
