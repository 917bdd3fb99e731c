"""Files of knowledge on the disk: found, unpacked, written; their faults said one a line."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tandem.cli.saying import fail
from tandem.core.knowledge.files.faults import Found, together
from tandem.core.knowledge.files.reading import ENDINGS, LARGEST_FILE, read_file, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.core.knowledge.documents import Document


def documents_at(path: Path, *, partial: bool = False) -> list[Document]:
    """Every entry of a file or folder, or a line for each fault and exit code 2; `partial` keeps what is whole."""
    found = together(_read(file, path) for file in _files(path))
    for fault in found.faults:
        typer.echo(str(fault), err=True)
    if found.faults and not partial:
        raise typer.Exit(2)
    if not found.entries:
        fail(f"{path}: holds no articles; expected files that end in {', '.join(ENDINGS)}.")
    return list(found.documents)


def form_of(path: Path, form: str) -> str:
    """The format to write: as asked, else by the ending of the name; a folder holds Markdown."""
    name = path.name.removesuffix(".gz")
    by_ending = {".jsonl": "jsonl", ".csv": "csv"}.get(Path(name).suffix, "")
    if not form and path.suffix == ".json":
        fail(f"{path}: say which with --format zendesk or --format intercom.")
    return form or by_ending or "markdown"


def write(path: Path, documents: Sequence[Document], *, form: str) -> None:
    """Write entries to a new file or folder. Raises OSError."""
    files = written(documents, form=form)
    if form in ("markdown", "html"):
        path.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_text(text, encoding="utf-8", newline="\n")
        return
    (text,) = files.values()
    path.write_bytes(gzip.compress(text.encode(), mtime=0) if path.suffix == ".gz" else text.encode())


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.name.removesuffix(".gz").endswith(ENDINGS))
    if not path.exists():
        fail(f"{path}: there is no such file or folder.")
    if not path.name.removesuffix(".gz").endswith(ENDINGS):
        fail(f"{path}: expected a folder, or a file that ends in {', '.join(ENDINGS)}, or one of these and .gz.")
    return [path]


def _read(file: Path, root: Path) -> Found:
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as source:
            raw = source.read(LARGEST_FILE + 1)
    except (OSError, EOFError) as error:
        fail(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}.")
    name = str(file.relative_to(root)) if root.is_dir() else file.name
    return read_file(name.removesuffix(".gz"), raw, shown=str(file))
