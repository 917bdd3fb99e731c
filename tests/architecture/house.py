"""Where things stand in the house: files, modules, rooms, and what each imports, read without importing."""

from __future__ import annotations

import ast
import functools
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "tandem"
STOREYS = (
    "authority", "knowledge", "service", "workforce",
    "assistance", "orchestration", "improvement", "governance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of `domain`: storey and name, such as service/conversations."""

    storey: str
    name: str

    @property
    def path(self) -> Path:
        return SOURCE / "domain" / self.storey / self.name

    @property
    def package(self) -> str:
        return f"tandem.domain.{self.storey}.{self.name}"


def rooms() -> list[Room]:
    """Every room that stands, from the ground up."""
    return [
        Room(storey, path.parent.name)
        for storey in STOREYS
        for path in sorted((SOURCE / "domain" / storey).glob("*/__init__.py"))
    ]


def shown(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


def python(*folders: str, migrations: bool = False) -> list[Path]:
    """Python files below these folders of src/tandem (all of it when none is named)."""
    found: set[Path] = set()
    for folder in folders or ("",):
        found.update((SOURCE / folder).rglob("*.py"))
    return sorted(path for path in found if migrations or "migrations" not in path.parts)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@functools.cache
def tree(path: Path) -> ast.Module:
    """The parsed file; parsed once for all rules."""
    return ast.parse(text_of(path), filename=str(path))


def module_of(path: Path) -> str:
    """src/tandem/web/entry.py -> tandem.web.entry"""
    parts = list(path.relative_to(SOURCE.parent).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(parsed: ast.AST) -> Iterator[tuple[str, int]]:
    """Each imported name in full, with its line: `from a.b import c` gives a.b.c, wherever it stands."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


@functools.cache
def tracked() -> tuple[Path, ...]:
    """Files that git knows. Skips the test where there is no git or no repository."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a repository")
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())
