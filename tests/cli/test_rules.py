"""`tandem knowledge rules`: which rules a conversation would meet, and why."""

import json

import pytest
import typer
from typer.testing import CliRunner

from tandem.cli import knowledge, rules
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import Scope, scope
from tests.knowing import librarian
from tests.ruling import ABOVE, HURT, REFUNDS, RIGHT, ruled

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    """Run a command on the test's own database: the bed has opened it already."""
    brand = Brand.objects.create(slug="rail", name="Rail", created_at=clock.now())
    with scope(Scope(brands=(brand.pk,))):
        librarian(brand.pk, "lead")
        policies = (("escalation", HURT, "Hurt"), ("escalation", ABOVE, "Above the limit"), ("boundary", REFUNDS, "Refunds"), ("right", RIGHT, "Lead"))
        for kind, content, title in policies:
            ruled(brand.pk, kind, content, title=title)
    app = typer.Typer()
    monkeypatch.setattr(knowledge, "opened", lambda **_: None)
    knowledge.register(app)
    rules.register(app)
    return lambda *words: CliRunner().invoke(app, ["knowledge", "rules", "--brand", "rail", *words])


@pytest.mark.proves("R13", "R15")
def test_a_command_says_which_rules_a_conversation_meets_and_why(run):
    answer = run("--text", "please", "--intent", "refund", "--amount", "120", "--pool", "gig", "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert (told["ai_may_answer"], told["limit"], [row["slug"] for row in told["escalations"]]) == (False, "75.00 GBP", ["above-the-limit"])
    assert told["escalations"][0]["why"][1] == {"condition": "amount > limit", "value": "amount is 120.00 GBP, limit is 75.00 GBP", "holds": True}
    assert told["boundaries"][0]["within"] is False
    assert told["rights"] == [
        {"class": "refund", "role": "lead", "limit": "200.00 GBP", "certification": "", "covers": True, "four_eyes": False, "who": ["Lead"]}
    ]


def test_what_is_unknown_wakes_safety_and_is_said(run):
    lines = run("--intent", "refund").stdout.splitlines()
    assert lines[:4] == [
        "The AI may not answer this alone.",
        "Goes to somebody else: Hurt (because something is unknown)",
        "  goes to role lead within 5 minutes",
        '  mentions("hurt"): nothing they wrote is known',
    ]
    assert "Cannot be told yet: Above the limit" in lines


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--amount", "much"], "--amount: expected an amount such as 120"),
        (["--amount", "1.005"], "--amount: expected an amount that GBP has, got 1.005."),
        (["--amount", "5", "--currency", "pounds"], "--amount: expected an amount such as 120"),
        (["--pool", "temps"], "--pool: One of gig, vendor, in_house, ai."),
        (["--failed-checks", "-1"], "--failed-checks: A whole number from 0 to 10000."),
        (["--text", "@/nowhere/at.all"], "--text: /nowhere/at.all: cannot be read"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_2(run, words, line):
    answer = run(*words)
    assert answer.exit_code == 2
    assert answer.stderr.startswith(line)
    assert len(answer.stderr.splitlines()) == 1
