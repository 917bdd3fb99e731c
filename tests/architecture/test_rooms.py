"""A room holds few modules, each knows those below it, and nobody reads another room's tables."""

import ast
import re
import tomllib

import pytest

from tests.architecture.house import ROOT, SOURCE, STOREYS, Room, imports, module_of, python, rooms, shown
from tests.architecture.house import tree as parsed

# From the ground up: a module imports only those that stand before it.
ORDER = (
    "models", "schema", "events", "access", "facts", "lines", "queries", "actions", "tasks", "apps",
)  # fmt: skip
USUAL = {"models", "events", "access", "queries", "actions", "tasks", "apps"}
# What a room may hold besides, and why.
EXTRA = {
    ("articles", "schema"): "SQL functions of the search, which its migration installs",
    ("releases", "schema"): "the guards in SQL, which its migration installs",
    ("rights", "schema"): "a right ends once: a trigger, which its migration installs",
    ("policies", "schema"): "a right says what a released version says: a trigger over `rights`, which its migration installs",
    ("discussions", "schema"): "whoever proposed a wording counts as its writer: a trigger, which its migration installs",
    ("suggestions", "facts"): "a settled suggestion as what is counted of its articles",
    ("conversations", "schema"): "SQL of the hot path, which its migration installs",
    ("conversations", "facts"): "the locked row as core values: the first of the hot path's two round trips",
    ("conversations", "lines"): "the house's own lines in a thread, said in the reader's language",
}
# Siblings, from the ground up; those in one tuple do not know each other. Planned rooms stand here early.
SIBLINGS = {
    "authority": (("rights",), ("decisions",), ("executions",)),
    "knowledge": (("articles",), ("releases",), ("contradictions", "discussions", "usage"), ("policies",)),
    "service": (("queues",), ("customers",), ("conversations",), ("channels",)),
    "workforce": (("experts",), ("learning",), ("standing",)),
    "assistance": (("readings",), ("triage",), ("guidance",), ("precedents",), ("suggestions",), ("gaps",), ("checks",), ("replies",), ("automation",)),
    "orchestration": (("demand",), ("blocks",), ("routing",), ("earnings",)),
    "improvement": (("reviews", "complaints", "coaching", "insight", "outcomes", "contracts"),),
    "governance": (("incidents", "risks", "evidence"),),
}
# What all surfaces share; every other folder of web is a surface of its own.
SHARED = {"ui", "arriving", "entry", "forms", "live", "pages", "refusals", "front"}
LITTLE = 300
# Files of code that are longer, up to 330 lines, and why.
LONG: dict[str, str] = {}
CODE = {".py", ".js", ".css", ".html"}

each_room = pytest.mark.parametrize("room", rooms(), ids=lambda room: f"{room.storey}.{room.name}")


def part_of(room: Room, module: str) -> str:
    """tandem.domain.service.conversations.actions.posting -> actions"""
    return module.removeprefix(room.package).lstrip(".").split(".")[0]


def room_imports(room: Room):
    for path in python(f"domain/{room.storey}/{room.name}"):
        for name, line in imports(parsed(path)):
            if name.startswith("tandem.domain."):
                yield path, name, line


@each_room
def test_a_room_holds_the_usual_modules(room):
    packages = [path.parent for path in room.path.glob("*/__init__.py")]
    held = {path.stem for path in [*room.path.glob("*.py"), *packages]}
    extra = {name for place, name in EXTRA if place == room.name}
    assert held - USUAL - extra - {"__init__", "migrations"} == set()
    assert extra - held == set(), "stands in EXTRA without need"


@each_room
def test_a_module_knows_only_those_below_it_in_its_room(room):
    wrong = []
    for path, name, line in room_imports(room):
        if not name.startswith(room.package + "."):
            continue
        own, other = part_of(room, module_of(path)), part_of(room, name)
        if own and own != other and ORDER.index(other) > ORDER.index(own):
            wrong.append(f"{shown(path)}:{line}: {own} imports {other}")
    assert wrong == []


@each_room
def test_nobody_reads_another_rooms_tables(room):
    assert [
        f"{shown(path)}:{line}: {name}"
        for path, name, line in room_imports(room)
        if not name.startswith(room.package + ".") and "models" in name.split(".")
    ] == []


@each_room
def test_a_room_knows_only_storeys_and_siblings_below_it(room):
    floors = {name: number for number, names in enumerate(SIBLINGS[room.storey]) for name in names}
    assert room.name in floors, f"give {room.name} its place in SIBLINGS"
    wrong = []
    for path, name, line in room_imports(room):
        _, _, storey, other, *_ = [*name.split("."), "", ""]
        upward = STOREYS.index(storey) > STOREYS.index(room.storey)
        beside = storey == room.storey and other != room.name and floors.get(other, 99) >= floors[room.name]
        if upward or beside:
            wrong.append(f"{shown(path)}:{line}: {name}")
    assert wrong == []


def test_every_storey_with_rooms_has_its_contract():
    """import-linter holds the same order in `make check`; a storey's first room brings its contract along."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts = {place for contract in settings["contracts"] for place in contract.get("containers", [])}
    assert sorted({f"tandem.domain.{room.storey}" for room in rooms()} - contracts) == []


def test_surfaces_and_the_rest_above_read_no_rooms_tables():
    assert [
        f"{shown(path)}:{line}: {name}"
        for path in python("web", "api", "cli", "demo", "foundation")
        for name, line in imports(parsed(path))
        if re.match(r"tandem\.domain\.\w+\.\w+\.models\b", name)
    ] == []


def test_a_table_is_never_fetched_by_its_name():
    """`apps.get_model` would go round every wall above; migrations need it."""
    assert [
        f"{shown(path)}:{node.lineno}"
        for path in python()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in ("get_model", "get_models")
    ] == []


def test_surfaces_do_not_know_one_another():
    wrong = []
    for path in python("web"):
        own = path.relative_to(SOURCE / "web").parts[0].removesuffix(".py")
        for name, line in imports(parsed(path)):
            parts = name.split(".")
            if parts[:2] != ["tandem", "web"] or len(parts) < 3 or parts[2] == own or parts[2] in SHARED:
                continue
            wrong.append(f"{shown(path)}:{line}: {name}")
    assert wrong == []


def test_files_of_code_stay_short():
    wrong = []
    for folder in ("src/tandem", "tests", "bench"):
        for path in sorted((SOURCE.parent.parent / folder).rglob("*")):
            if path.suffix not in CODE or "migrations" in path.parts or not path.is_file():
                continue
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > (330 if shown(path) in LONG else LITTLE):
                wrong.append(f"{shown(path)}: {lines} lines")
    assert wrong == []
