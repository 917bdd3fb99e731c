"""Two who begin the same guide in the same instant walk one run."""

import threading

import pytest
from django.db import connections

from tandem.domain.knowledge.policies.actions.walking import start
from tandem.domain.knowledge.policies.models import GuideRun
from tandem.foundation import clock
from tandem.foundation.audit.models import Entry
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope
from tests.domain.suggestions.test_withdrawal import _waits_for_a_lock
from tests.knowing import librarian
from tests.ruling import GUIDE, ruled


@pytest.mark.proves("R15")
def test_two_who_begin_at_once_walk_one_run(committed):
    brand = Brand.objects.create(slug="rail", name="Rail", created_at=clock.now())
    house = Scope(brands=(brand.pk,))
    with scope(house):
        guide, expert = ruled(brand.pk, "guide", GUIDE, title="Who is it?"), librarian(brand.pk, "expert")
    began, told = threading.Event(), []

    def other():
        try:
            with scope(house):
                began.set()
                told.append(start(expert, brand.pk, guide.ref, conversation="cnv_1").ref)
        finally:
            connections.close_all()

    with scope(house):
        mine = start(expert, brand.pk, guide.ref, conversation="cnv_1")
        thread = threading.Thread(target=other)
        thread.start()
        assert began.wait(10)
        waits = _waits_for_a_lock()
        assert told == []  # it waits at the index for this transaction
    thread.join(10)
    assert (waits, told) == (True, [mine.ref])
    with scope(house):
        assert (GuideRun.objects.count(), Entry.objects.filter(verb="guide.start").count()) == (1, 1)
