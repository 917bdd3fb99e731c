"""`python -m tests.requirements` writes docs/requirements.md: what must be true, and the tests that prove it.

Read statically, nothing is imported: `@pytest.mark.proves("R43", …)` on a test or its class, and a module's
`pytestmark`. `--check` fails when the page is stale, a number is unknown, or a law's proof refuses nothing.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = "docs/requirements.md"
LIST = "tests/requirements.toml"
REFUSED = {400, 401, 403, 404, 409, 413, 422}
OUTCOMES = re.compile(r"(^|_)(code|state|status)$")  # attributes that tell how something ended
CONTROL = re.compile(r"[LC]\d+$")


@dataclass(frozen=True, slots=True)
class Proof:
    """One test, the numbers it claims, and whether it asserts that something is refused or absent."""

    file: str
    test: str
    numbers: tuple[str, ...]
    refuses: bool
    long: bool

    @property
    def name(self) -> str:
        return f"{self.file}::{self.test}"


class Unreadable(ValueError):  # noqa: N818  a state of the file
    """A marker that cannot be read without running the file."""


def proofs(root: Path) -> list[Proof]:
    """Every test under `root`/tests that claims a number, by file and in the file's own order."""
    found: list[Proof] = []
    for path in sorted((root / "tests").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "proves" in source and path.name.startswith("test_"):
            found += proofs_of(source, file=path.relative_to(root).as_posix())
    return found


def proofs_of(source: str, *, file: str) -> list[Proof]:
    """The proofs of one file. Raises Unreadable for a marker that does not hold plain strings."""
    tree = ast.parse(source)
    whole = [node.value for node in tree.body if isinstance(node, ast.Assign) and _names(node.targets) == {"pytestmark"}]
    refusing = _refusing_functions(tree)
    found = []
    for test, marks in _tests(tree):
        numbers = _numbers([*whole, *marks], file=file)
        if numbers:
            own = test.name if not (owner := _owner(tree, test)) else f"{owner}::{test.name}"
            long = any(isinstance(part, ast.Attribute) and part.attr == "soak" for mark in [*whole, *marks] for part in ast.walk(mark))
            found.append(Proof(file, own, numbers, _refuses(test, refusing), long))
    return found


def _tests(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, list[ast.expr]]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield node, node.decorator_list
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and inner.name.startswith("test"):
                    yield inner, [*node.decorator_list, *inner.decorator_list]


def _owner(tree: ast.Module, test: ast.AST) -> str:
    return next((node.name for node in tree.body if isinstance(node, ast.ClassDef) and test in node.body), "")


def _numbers(marks: Iterable[ast.expr], *, file: str) -> tuple[str, ...]:
    numbers: list[str] = []
    for mark in marks:
        for call in ast.walk(mark):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "proves"):
                continue
            for argument in call.args:
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    raise Unreadable(f'{file}:{call.lineno}: `proves` takes strings, as "R43", not {ast.unparse(argument)}')
                numbers.append(argument.value)
    return tuple(dict.fromkeys(numbers))


def _names(targets: Iterable[ast.expr]) -> set[str]:
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _refusing_functions(tree: ast.Module) -> set[str]:
    """Helpers of the same file whose bodies assert a refusal: a test that calls one asserts it too."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("test")]
    return {node.name for node in functions if _refuses(node, set())}


def _refuses(test: ast.AST, helpers: set[str]) -> bool:
    for node in ast.walk(test):
        if isinstance(node, ast.Assert) and _denies(node.test):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "raises" or called in helpers or (called == "refused" and _names_refusal(node.args)):
                return True
    return False


def _denies(claim: ast.expr) -> bool:
    """`not x`, `x not in y`, `x is None`, `x == 0`, `response.status_code == 404`, `error.code == "x"`."""
    for node in ast.walk(claim):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return True
        if isinstance(node, ast.Compare):
            if any(isinstance(operator, ast.NotIn | ast.NotEq) for operator in node.ops):
                return True
            sides = [node.left, *node.comparators]
            if any(_is_nothing(side) for side in sides) or (_speaks_of_outcome(sides) and _names_refusal(sides)):
                return True
    return False


def _is_nothing(side: ast.expr) -> bool:
    if isinstance(side, ast.Constant):
        return side.value is None or side.value is False or side.value in ("", 0)
    if isinstance(side, ast.List | ast.Tuple | ast.Set):
        return not side.elts or any(_is_nothing(part) for part in side.elts)
    if isinstance(side, ast.Dict):
        return all(_is_nothing(value) for value in side.values)
    return isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id in ("set", "frozenset", "list", "dict") and not side.args


def _speaks_of_outcome(sides: Iterable[ast.expr]) -> bool:
    return any(isinstance(part, ast.Attribute) and OUTCOMES.search(part.attr) for side in sides for part in ast.walk(side))


def _names_refusal(sides: Iterable[ast.expr]) -> bool:
    constants = [part.value for side in sides for part in ast.walk(side) if isinstance(part, ast.Constant)]
    return any(isinstance(value, str) or value in REFUSED for value in constants)


def problems(sections: dict[str, dict[str, str]], found: list[Proof], *, exempt: dict[str, str]) -> list[str]:
    """What makes the page untrue: unknown numbers, controls proven without a refusal, stale exemptions."""
    known = {number for section in sections.values() for number in section}
    wrong = [f"{proof.name} proves {number}, which {LIST} does not know" for proof in found for number in proof.numbers if number not in known]
    for proof in found:
        controls = [number for number in proof.numbers if CONTROL.match(number)]
        if controls and not proof.refuses and proof.name not in exempt:
            wrong.append(f"{proof.name} proves {', '.join(controls)} but asserts no refusal (raises, 4xx, nothing)")
    names = {proof.name for proof in found if not proof.refuses}
    return wrong + [f"{name} stands in [exempt] without need" for name in sorted(set(exempt) - names)]


def page(sections: dict[str, dict[str, str]], found: list[Proof]) -> str:
    """The document, the same bytes for the same tests."""
    by_number: dict[str, list[Proof]] = {}
    for proof in found:
        for number in proof.numbers:
            by_number.setdefault(number, []).append(proof)
    lines = [
        "# Requirements and their proofs",
        "",
        "Generated by `make docs` from `tests/requirements.toml` and the tests; do not edit.",
        "R: what the product must do. C: what the standards it follows ask (evidence, no certificate).",
        "L: laws of the house. LEAP: what sets it apart. A test counts only if it says so by `proves`.",
        "",
        *_counts(sections, by_number),
    ]
    for title, section in sections.items():
        lines += ["", f"## {title}", ""]
        for number, text in section.items():
            lines.append(f"- **{number}** {text}" + ("" if number in by_number else " *No test yet.*"))
            lines += [f"  - [{proof.name}](../{proof.file}){' (in `make soak`)' if proof.long else ''}" for proof in by_number.get(number, [])]
    return "\n".join(lines) + "\n"


def _counts(sections: dict[str, dict[str, str]], by_number: dict[str, list[Proof]]) -> list[str]:
    lines = ["| | numbers | with a test | no test yet |", "|---|---:|---:|---:|"]
    everything = [number for section in sections.values() for number in section]
    kinds = {"Laws": "L", "Requirements": "R", "Controls": "C", "Leaps": "LEAP"}
    for label, letters in kinds.items():
        numbers = [number for number in everything if re.match(rf"{letters}\d", number)]
        proven = sum(number in by_number for number in numbers)
        lines.append(f"| {label} | {len(numbers)} | {proven} | {len(numbers) - proven} |")
    proven = sum(number in by_number for number in everything)
    tests = {proof.name for proofs_ in by_number.values() for proof in proofs_}
    return [
        *lines,
        f"| All | {len(everything)} | {proven} | {len(everything) - proven} |",
        "",
        f"{len(tests)} tests name what they prove.",
    ]


def main(arguments: list[str]) -> int:
    """Write the page, or check it. Exit code 1, and one line for each thing that is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.requirements", description="Write docs/requirements.md from the tests.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is wrong")
    check: bool = parser.parse_args(arguments).check
    try:
        sections = tomllib.loads((ROOT / LIST).read_text(encoding="utf-8"))
        exempt = sections.pop("exempt", {})
        found = proofs(ROOT)
    except (Unreadable, SyntaxError, tomllib.TOMLDecodeError) as error:
        return _complain([str(error)])
    text, target = page(sections, found), ROOT / PAGE
    wrong = problems(sections, found, exempt=exempt)
    if check:
        stale = not target.exists() or target.read_text(encoding="utf-8") != text
        return _complain([*wrong, *([f"{PAGE} is out of date: run `make docs`"] if stale else [])])
    target.write_text(text, encoding="utf-8")
    return _complain(wrong)


def _complain(lines: list[str]) -> int:
    for line in lines:
        sys.stderr.write(f"requirements: {line}\n")
    return int(bool(lines))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
