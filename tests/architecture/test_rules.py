"""The rules on time, chance, the world outside, saving, signals and the one door for words, in each file."""

import ast

import pytest

from tests.architecture import rules
from tests.architecture.house import imports, python, shown, tree

# What the core may stand on, besides Python itself; each computes and touches nothing.
CORE_STANDS_ON = {
    "tandem", "numpy", "scipy", "numba", "sklearn", "holidays",
    "markdown_it",  # parses Markdown into tokens
    "nh3",  # cleans HTML text
}  # fmt: skip
# The one file that may ask.
MAY_ASK_THE_TIME = {"src/tandem/foundation/clock/time.py": "the only source of now"}
# Functions that are values in the standard library's own modules.
CORE_STANDARD = {
    "__future__", "bisect", "calendar", "collections", "contextlib", "copy", "csv", "dataclasses", "datetime",
    "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "hmac", "html",
    "itertools", "json", "math", "operator", "re", "statistics", "string", "struct", "textwrap",
    "types", "typing", "unicodedata", "warnings", "zoneinfo",
}  # fmt: skip


def offences(rule, *folders, migrations=False, but=()):
    return [
        f"{shown(path)}:{line}: {what}"
        for path in python(*folders, migrations=migrations)
        if shown(path) not in but
        for line, what in rule(tree(path))
    ]


def test_only_the_clock_knows_the_time():
    assert offences(rules.asks_the_time, migrations=True, but=MAY_ASK_THE_TIME) == []


def test_the_core_has_no_chance_of_its_own():
    assert offences(rules.has_own_chance, "core") == []


def test_the_core_touches_nothing():
    assert offences(rules.touches_the_world, "core") == []


def test_the_core_stands_on_little():
    allowed = CORE_STANDS_ON | CORE_STANDARD
    assert [
        f"{shown(path)}:{line}: {name}"
        for path in python("core")
        for name, line in imports(tree(path))
        if name.split(".")[0] not in allowed
    ] == []


def test_rows_are_saved_field_by_field():
    assert offences(rules.saves_all, "domain", "web", "api") == []


def test_nothing_listens_to_signals():
    assert offences(rules.signals) == []


def test_nobody_deletes_a_whole_table():
    assert offences(rules.deletes_everything, migrations=True) == []


@pytest.mark.proves("L6")
def test_only_replies_clears_words():
    """Only the room that runs the checks makes the Clearance that an expert's or the AI's words need."""
    cleared = offences(rules.clears)
    assert [line for line in cleared if not line.startswith("src/tandem/domain/assistance/replies/")] == []
    assert cleared != []


def test_only_replies_resolves():
    """Whoever ends a contact passes the check of what has to be said by then, the people of the demo too."""
    ends = {line.partition(":")[0] for line in offences(rules.resolves)}
    assert ends == {"src/tandem/domain/assistance/replies/actions.py"}


PLANTED = [
    (rules.resolves, "closing.resolve(actor, 1)", "closing.resolve"),
    (rules.resolves, "from tandem.domain.service.conversations.actions.closing import resolve as close", "closing.resolve"),
    (rules.asks_the_time, "datetime.now(UTC)", "datetime.now"),
    (rules.asks_the_time, "x.datetime.utcnow()", "datetime.utcnow"),
    (rules.asks_the_time, "from django.utils.timezone import now", "from django.utils.timezone import now"),
    (rules.asks_the_time, "timezone.now()", "timezone.now"),
    (rules.asks_the_time, "time.time()", "time.time"),
    (rules.asks_the_time, "models.DateTimeField(auto_now_add=True)", "auto_now_add"),
    (rules.asks_the_time, "run('SELECT now()')", "SQL now()"),
    (rules.asks_the_time, "run(f'UPDATE {x} SET at = CURRENT_TIMESTAMP')", "SQL CURRENT_TIMESTAMP"),
    (rules.has_own_chance, "import random", "import random"),
    (rules.has_own_chance, "np.random.normal(0, 1)", "np.random.normal"),
    (rules.has_own_chance, "np.random.default_rng()", "default_rng() without a seed"),
    (rules.touches_the_world, "import os.path", "import os.path"),
    (rules.touches_the_world, "from pathlib import Path", "import pathlib.Path"),
    (rules.touches_the_world, "open('x')", "open()"),
    (rules.touches_the_world, "print(1)", "print()"),
    (rules.saves_all, "def f(row):\n    row.save()", "row.save() without update_fields"),
    (rules.signals, "from django.dispatch import receiver", "django.dispatch.receiver"),
    (rules.signals, "from django.db.models.signals import post_save", "django.db.models.signals.post_save"),
    (rules.deletes_everything, "Row.objects.all().delete()", "Row.objects.all().delete()"),
    (rules.clears, "clearance.Clearance(1, 'x', ())", "Clearance(…)"),
]
HARMLESS = [
    (rules.asks_the_time, "clock.now(); time.monotonic(); time.perf_counter()"),
    (rules.asks_the_time, "def f():\n    'Nobody calls now() here.'"),
    (rules.has_own_chance, "np.random.default_rng(seed); rng.normal()"),
    (rules.touches_the_world, "hours.open(1); is_open(at)"),
    (rules.saves_all, "def f():\n    row = Row(a=1)\n    row.save()\n    other.save(update_fields=['a'])"),
    (rules.saves_all, "def f():\n    row = find() or Row(a=1)\n    row.save()"),
    (rules.deletes_everything, "Row.objects.filter(a=1).delete()"),
]


@pytest.mark.parametrize(("rule", "source", "found"), PLANTED)
def test_a_planted_breach_is_found(rule, source, found):
    assert found in [what for _, what in rule(ast.parse(source))]


@pytest.mark.parametrize(("rule", "source"), HARMLESS)
def test_what_is_right_is_let_be(rule, source):
    assert list(rule(ast.parse(source))) == []
