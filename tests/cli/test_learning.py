"""`tandem knowledge learn`: trains, says how it did, and goes back with a reason."""

import json

import pytest
import typer
from typer.testing import CliRunner

from tandem.cli import knowledge, learning
from tandem.domain.assistance.precedents.models import Choice, Training
from tandem.domain.assistance.precedents.queries.finding import find
from tandem.foundation.tenancy.scope import scope
from tests.cast import make_house
from tests.domain.precedents.conftest import LATER, settle_many, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = make_house()
    with scope(made.scope):
        stock(made)
        settle_many(made)
    return made


@pytest.fixture
def run(monkeypatch):
    """Run the command on the test's own database: the bed has opened it already."""
    app = typer.Typer()
    monkeypatch.setattr(knowledge, "opened", lambda **_: None)
    knowledge.register(app)
    learning.register(app)
    return lambda *words: CliRunner().invoke(app, ["knowledge", "learn", "--brand", "northwind", *words])


@pytest.mark.proves("R17")
def test_it_trains_and_goes_back(house, run):
    answer = run("--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    row = told["trainings"][0]
    assert (told["in_force"], row["number"], row["learnt_from"], row["tried_on"], row["is_better"]) == (1, 1, 60, 20, True)
    assert row["figures"]["gain"]["low"] > 0.2
    refused = run("--back-to", "0")
    assert (refused.exit_code, "say why" in refused.output) == (2, True)
    with scope(house.scope):
        assert (Choice.objects.count(), find(house.brand.pk, LATER).training) == (1, 1)
    assert "In force: the plain order." in run("--back-to", "0", "--reason", "A trial").stdout
    with scope(house.scope):
        assert (Training.objects.count(), find(house.brand.pk, LATER).training) == (1, None)
    assert "In force: training 1." in run("--back-to", "1", "--reason", "It was better").stdout
    missing = run("--back-to", "7", "--reason", "No such thing")
    assert (missing.exit_code, missing.output.strip()) == (2, "There is no such training.")
