"""A conversation has one open run of a guide: who begins it again goes on with it, whoever began it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tandem.core.kit.refusals import Absent, Forbidden
from tandem.domain.knowledge.policies.access import run_held
from tandem.domain.knowledge.policies.actions.walking import answer, start, stop
from tandem.domain.knowledge.policies.models import GuideRun
from tandem.domain.knowledge.policies.queries import run_of, run_view, runs_of
from tandem.foundation import clock
from tandem.foundation.audit.models import Entry
from tests.ruling import GUIDE, reruled, ruled

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(house):
    return ruled(house.brand.pk, "guide", GUIDE, title="Who is it?")


def begin(house, guide, conversation="cnv_1", by=None):
    return start(by or house.expert, house.brand.pk, guide.ref, conversation=conversation)


@pytest.mark.proves("R15")
def test_a_guide_that_is_begun_again_is_the_open_run(house, guide):
    run = begin(house, guide)
    answer(house.expert, run, step="ask", given={"booking": "NWR-1"})
    assert begin(house, guide) == begin(house, guide, by=house.lead) == run
    reruled(guide, {"steps": [{"key": "over", "title": "Hand over", "outcome": {"kind": "handed_over"}}]})
    assert begin(house, guide) == run  # by the version it began with
    assert GuideRun.objects.count() == Entry.objects.filter(verb="guide.start").count() == 1
    assert begin(house, guide, "cnv_2") != run
    stop(house.expert, run)
    fresh = begin(house, guide)
    assert (fresh == run, run_view(fresh).version) == (False, 2)


@pytest.mark.proves("R15")
def test_the_database_holds_one_open_run_of_a_guide(house, guide):
    """Two who begin it at once: whoever comes second is refused by the index, and goes on with the first one's."""
    run = begin(house, guide)
    twin = {"brand_id": run.brand_id, "guide_id": run.guide_id, "version_id": run.version_id, "by_id": run.by_id, "started_at": clock.now()}
    with pytest.raises(IntegrityError, match="guiderun_open_once"), transaction.atomic():
        GuideRun.objects.create(conversation="cnv_1", **twin)
    for _ in range(2):
        GuideRun.objects.create(conversation="", **twin)  # those of no conversation are nobody's twins
    stop(house.expert, run)
    run.refresh_from_db()
    assert run.ended_at == runs_of("cnv_1")[0].ended_at
    GuideRun.objects.create(conversation="cnv_1", **twin)


@pytest.mark.proves("R15")
def test_who_holds_the_conversation_now_walks_the_run_on(house, guide):
    run = begin(house, guide)
    answer(house.expert, run, step="ask", given={"booking": "NWR-1"})
    other = house.decision_owner
    held = run_held(other, run.ref, conversation="cnv_1")
    answer(other, held, step="match", given={"matches": "yes"})
    view, by = run_of(run.ref)
    assert (view.outcome, by.pk) == ("resolved", other.membership_id)
    for ref, conversation in ((run.ref, "cnv_2"), (run.ref, ""), ("run_none", "cnv_1"), ("\x00", "cnv_1")):
        with pytest.raises(Absent):
            run_held(other, ref, conversation=conversation)
    with pytest.raises(Forbidden):
        run_held(house.author, run.ref, conversation="cnv_1")


def test_many_runs_are_read_in_two_queries(house, guide):
    for _ in range(3):
        stop(house.expert, begin(house, guide))
    answer(house.expert, begin(house, guide), step="ask", given={"booking": "NWR-1"})
    with CaptureQueriesContext(connection) as asked:
        found = runs_of("cnv_1")
    assert ([one.outcome for one in found], len(asked)) == (["", "stopped", "stopped", "stopped"], 2)
