"""The rules of style that a parsed file can break. Each returns (line, what is wrong)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

Offence = tuple[int, str]
Rule = Callable[[ast.AST], Iterator[Offence]]

NOW_CALLS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("timezone", "now"), ("time", "time"), ("time", "time_ns"), ("functions", "Now"),
}  # fmt: skip
SQL_NOW = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)"
    r"|\bcurrent_(?:timestamp|date|time)\b|\blocaltime(?:stamp)?\b",
    re.IGNORECASE,
)
SEEDED = {"default_rng", "Generator", "SeedSequence", "BitGenerator", "Philox", "PCG64", "PCG64DXSM"}


def asks_the_time(parsed: ast.AST) -> Iterator[Offence]:
    """Only foundation/clock may know the time; neither Python nor the database is asked elsewhere."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            if (_last(node.value), node.attr) in NOW_CALLS:
                yield node.lineno, f"{_last(node.value)}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (str(node.module).rpartition(".")[2], alias.name) in NOW_CALLS | {("timezone", "now")}:
                    yield node.lineno, f"from {node.module} import {alias.name}"
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield node.value.lineno, node.arg
    for node in _plain_strings(parsed):
        if found := SQL_NOW.search(node.value):
            yield node.lineno, f"SQL {found.group()}"


def has_own_chance(parsed: ast.AST) -> Iterator[Offence]:
    """Randomness comes in as a seed or a generator: no module state, no unseeded generator."""
    for name, node in _imported(parsed):
        if name.split(".")[0] in ("random", "secrets", "uuid"):
            yield node.lineno, f"import {name}"
        if name.startswith("numpy.random.") and name.split(".")[2] not in SEEDED:
            yield node.lineno, f"import {name}"
    for node in ast.walk(parsed):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "numpy.random"):
            if node.attr not in SEEDED:
                yield node.lineno, f"np.random.{node.attr}"
        elif isinstance(node, ast.Call) and ast.unparse(node).endswith("default_rng()"):
            yield node.lineno, "default_rng() without a seed"


WORLD = {
    "os", "pathlib", "io", "sys", "shutil", "tempfile", "subprocess", "socket", "threading", "importlib",
    "multiprocessing", "concurrent", "asyncio", "time", "logging", "urllib", "http", "sqlite3", "glob",
}  # fmt: skip
WORLDLY = {"read_text", "write_text", "read_bytes", "write_bytes", "savetxt", "loadtxt"}


def touches_the_world(parsed: ast.AST) -> Iterator[Offence]:
    """The core reads and writes nothing: no files, no output, no environment, no processes."""
    for name, node in _imported(parsed):
        if name.split(".")[0] in WORLD:
            yield node.lineno, f"import {name}"
    for node in ast.walk(parsed):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in ("open", "print", "input"):
            yield node.lineno, f"{node.func.id}()"
        if isinstance(node.func, ast.Attribute) and node.func.attr in WORLDLY:
            yield node.lineno, f".{node.func.attr}()"


def saves_all(parsed: ast.AST) -> Iterator[Offence]:
    """`.save()` names its fields, except on a row that the same function has just made."""
    for function in _functions(parsed):
        made = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and _makes_row(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "save"
            ):
                continue
            named = any(word.arg == "update_fields" for word in node.keywords)
            if not named and not (isinstance(node.func.value, ast.Name) and node.func.value.id in made):
                yield node.lineno, f"{ast.unparse(node.func.value)}.save() without update_fields"


def signals(parsed: ast.AST) -> Iterator[Offence]:
    """No Django signals: what happens next is called, or follows an event."""
    for name, node in _imported(parsed):
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals")):
            yield node.lineno, name
        if re.search(r"\.(pre|post)_(save|delete|init|migrate)$", name):
            yield node.lineno, name


def deletes_everything(parsed: ast.AST) -> Iterator[Offence]:
    """`objects.all().delete()` is never meant."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".all().delete"):
            yield node.lineno, f"{ast.unparse(node.func)}()"


def clears(parsed: ast.AST) -> Iterator[Offence]:
    """Makes a Clearance: the right to speak to a customer in an expert's or the AI's name."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Call) and _last(node.func) == "Clearance":
            yield node.lineno, "Clearance(…)"


def resolves(parsed: ast.AST) -> Iterator[Offence]:
    """Reaches for the act that ends a contact, past what has to be said by then."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("conversations.actions.closing"):
            yield from ((node.lineno, "closing.resolve") for one in node.names if one.name == "resolve")
        elif isinstance(node, ast.Attribute) and node.attr == "resolve" and _last(node.value) == "closing":
            yield node.lineno, "closing.resolve"


def _makes_row(value: ast.expr) -> bool:
    """`Row(…)`, `Row.objects.create(…)`, or either as the last choice of `… or …`."""
    if isinstance(value, ast.BoolOp):
        return _makes_row(value.values[-1])
    return isinstance(value, ast.Call) and (_last(value.func)[:1].isupper() or _last(value.func) == "create")


def _functions(parsed: ast.AST) -> Iterator[ast.AST]:
    return (node for node in ast.walk(parsed) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _imported(parsed: ast.AST) -> Iterator[tuple[str, ast.Import | ast.ImportFrom]]:
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node


def _plain_strings(parsed: ast.AST) -> Iterator[ast.Constant]:
    """Strings that are not docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(parsed)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
