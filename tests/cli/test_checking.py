"""`tandem knowledge check`: what is to be mended, in files and in a brand."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.access import article_for, articles_for
from tandem.domain.knowledge.articles.actions.writing import save_draft
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation import clock
from tandem.foundation.clock.time import VirtualClock
from tandem.foundation.tenancy.scope import Scope, scope
from tests.knowing import librarian, teach

pytestmark = pytest.mark.django_db


@pytest.mark.proves("R13", "R19")
def test_check_finds_contradictions_missing_languages_and_guides_that_lead_nowhere(run, tmp_path):
    (tmp_path / "a.md").write_text("# Refunds of tickets\n\nAn unused ticket is refunded within 28 days of the journey.")
    (tmp_path / "b.md").write_text("# Refunds of train tickets\n\nAn unused ticket is refunded within 60 days of the journey.")
    (tmp_path / "c.md").write_text("---\ntitle: Haustiere\nlanguage: de\nneeds: gone\n---\n\nHunde fahren frei.")
    steps = [{"name": "one", "title": "One", "say": "Ask.", "next": "nowhere"}]
    (tmp_path / "d.md").write_text(f"---\ntitle: Lost bag\nkind: guide\n---\n\n```json rules\n{json.dumps({'title': 'Lost bag', 'steps': steps})}\n```\n")
    result = run("knowledge", "check", tmp_path, "--json")
    found = {(one["slug"], one["kind"]) for one in json.loads(result.stdout)}
    assert result.exit_code == 1
    assert found >= {("a", "contradiction"), ("a", "missing_translation"), ("c", "missing_translation"), ("c", "dead_link"), ("d", "faulty_rules")}


@pytest.mark.proves("R13", "R16")
def test_check_of_a_brand_knows_what_expires_and_what_its_source_left_behind(run, brand, tmp_path):
    with clock.on(VirtualClock(datetime(2026, 11, 1, tzinfo=UTC))) as time, scope(Scope(brands=(brand.pk,))):
        wording = Document(slug="pets", title="Pets", body="Dogs travel free.")
        teach(brand.pk, [wording, replace(wording, title="Haustiere", body="Hunde fahren frei.", language="de")])
        source = article_for(librarian(brand.pk, "author"), next(row.ref for row in articles_for(librarian(brand.pk, "author"), language="en").rows))
        save_draft(librarian(brand.pk, "author"), source, wording=replace(wording, body="Dogs pay half."))
        submit(librarian(brand.pk, "author"), source, expires_at=time.now() + timedelta(days=10))
        approve(librarian(brand.pk, "approver"), source)
        result = run("knowledge", "check", "--brand", "rail", "--json")
    found = [(one["slug"], one["kind"], one["detail"]) for one in json.loads(result.stdout)]
    assert found == [("pets", "expiring", "2026-11-11"), ("pets", "stale_translation", "de")]


def test_an_embedder_that_cannot_be_had_is_said_in_one_line_and_is_no_finding(run, folder, chosen):
    chosen("best")
    result = run("knowledge", "check", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "TANDEM_EMBEDDER must be minilm, multilingual, hashed or the path of a folder with a model; it is 'best'.\n"
    assert run("knowledge", "check", folder, "--no-contradictions").exit_code == 0
