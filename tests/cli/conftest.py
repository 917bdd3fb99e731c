"""What tests of commands share: a runner on the test's own database, a brand, a folder of two articles."""

import pytest
import typer
from typer.testing import CliRunner

from tandem.cli import evaluate, knowledge
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand

REFUNDS = """---
title: Refunds
topics: refund, money
summary: Who gets money back.
---

A refund takes 5 days.
"""
PETS = "# Pets\n\nDogs travel free on a lead.\n"


@pytest.fixture
def run(monkeypatch):
    """Run a command on the test's own database: the bed has opened it already."""
    app = typer.Typer()
    for module in (knowledge, evaluate):
        monkeypatch.setattr(module, "opened", lambda **_: None)
        module.register(app)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def brand():
    return Brand.objects.create(slug="rail", name="Rail", is_demo=True, created_at=clock.now())


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "refunds.md").write_text(REFUNDS)
    (tmp_path / "in" / "pets.md").write_text(PETS)
    return tmp_path / "in"


