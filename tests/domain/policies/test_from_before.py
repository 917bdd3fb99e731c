"""Runs that were begun before a conversation had one open run of a guide: the newest goes on, the others are ended."""

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from tandem.domain.knowledge.policies.actions.walking import answer, start
from tandem.domain.knowledge.policies.models import GuideRun
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope
from tests.knowing import librarian
from tests.ruling import GUIDE, ruled

TWIN = """
INSERT INTO policies_guiderun (ref, brand_id, version_id, conversation, by_id, started_at)
SELECT 'run_twin', brand_id, version_id, conversation, by_id, started_at + interval '1 hour' FROM policies_guiderun
"""


def migrated(to):
    MigrationExecutor(connections["owner"]).migrate([("policies", to)])


@pytest.mark.proves("R15")
def test_of_several_open_runs_the_newest_goes_on(committed):
    brand = Brand.objects.create(slug="rail", name="Rail", created_at=clock.now())
    with scope(Scope(brands=(brand.pk,))):
        guide, expert = ruled(brand.pk, "guide", GUIDE, title="Who is it?"), librarian(brand.pk, "expert")
        old = start(expert, brand.pk, guide.ref, conversation="cnv_1")
        answer(expert, old, step="ask", given={"booking": "NWR-1"})
    migrated("0004_rights_end")
    try:
        with connections["owner"].cursor() as cursor:
            cursor.execute(TWIN)
    finally:
        migrated("0005_one_open_run")
    with scope(Scope(brands=(brand.pk,))):
        twin = start(expert, brand.pk, guide.ref, conversation="cnv_1")
        assert (twin.ref, twin.guide_id, twin.ended_at) == ("run_twin", guide.pk, None)
        ended = GuideRun.objects.select_related("finish").get(pk=old.pk)
        assert (ended.guide_id, ended.ended_at) == (guide.pk, twin.started_at)
        assert (ended.finish.outcome, ended.finish.step, ended.finish.at) == ("stopped", "match", twin.started_at)
