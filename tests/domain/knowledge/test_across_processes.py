"""The search follows a release within a second, across processes: there is no index beside the table."""

import os
import subprocess
import sys
import time

import pytest
from django.db import connections

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house
from tests.knowing import in_force, librarian, reworded

# Another process, which has searched before and keeps what it may keep; a line in, what it finds out.
SEARCHER = """
import sys
from django.db import connections
connections["default"].settings_dict.update({settings!r})
from tandem.domain.assistance.precedents.queries.finding import find
from tandem.foundation.tenancy.scope import Scope, scope
for line in sys.stdin:
    with scope(Scope(brands=({brand},))):
        passages = find({brand}, line.strip(), k=3).passages
    print(" ".join(f"{{one.slug}}:{{one.version}}" for one in passages), flush=True)
"""
ASKED = "Do I need a reservation for my bicycle?"
SECOND = 1.0


@pytest.fixture
def house(committed):
    return make_house()


@pytest.fixture
def looks(house):
    """Ask the other process; what it finds, and how long it took."""
    values = {key: connections["default"].settings_dict[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")}
    code = "import django; django.setup()\n" + SEARCHER.format(settings=values, brand=house.brand.pk)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tandem.config.settings"}
    other = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def look():
        began = time.monotonic()
        other.stdin.write(ASKED + "\n")
        other.stdin.flush()
        return other.stdout.readline().split(), time.monotonic() - began

    yield look
    other.stdin.close()
    other.wait(timeout=30)
    other.stdout.close()


@pytest.mark.proves("R17", "C22")
def test_another_process_finds_what_was_released_at_its_next_look(house, looks):
    assert looks()[0] == []  # it is awake, with its model loaded
    with scope(house.scope):
        article = in_force(house.brand.pk, Document(slug="bicycles", title="Bicycles", body="A bicycle needs a reservation."))
    found, seconds = looks()
    assert found == ["bicycles:1"]
    assert seconds < SECOND
    with scope(house.scope):
        reworded(article, Document(slug="bicycles", title="Bicycles", body="A bicycle needs no reservation any more."))
    assert looks()[0] == ["bicycles:2"]
    with scope(house.scope):
        by = librarian(house.brand.pk, "approver")
        retire(by, article_for(by, article.ref), reason="We take no bicycles.")
    found, seconds = looks()
    assert found == []
    assert seconds < SECOND
