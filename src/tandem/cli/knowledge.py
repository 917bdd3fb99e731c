"""Commands on knowledge: import, export, search, check."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.running import opened
from tandem.cli.saying import fail

if TYPE_CHECKING:
    from tandem.core.knowledge.documents import Document

LARGEST_FILE = 200_000_000  # bytes of unpacked text; a file is held in memory whole

knowledge = typer.Typer(help="Articles: import, export, search, check.", no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
BrandSlug = Annotated[str, typer.Option("--brand", help="The brand's short name.")]


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    app.add_typer(knowledge, name="knowledge")


@knowledge.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A folder of Markdown, a .md, .jsonl or .jsonl.gz file.")],
    brand: BrandSlug,
    create_brand: Annotated[str, typer.Option(help="Make the brand, with this name, when there is none.")] = "",
    submit: Annotated[bool, typer.Option("--submit", help="Send what is new or changed for review.")] = False,
    trial: Annotated[bool, typer.Option("--trial", help="In a demo or trial brand: publish it, approved by a simulated approver.")] = False,
    json_: Json = False,
) -> None:
    """Bring a brand's articles to the wordings of PATH; what is the same already stays untouched.

    What is new or changed becomes a draft; an approver releases it. Example: tandem knowledge import articles/ --brand northwind --submit
    """
    documents = documents_at(path)
    with in_brand(brand, create=create_brand, trial=trial) as brand_id, typer.progressbar(length=len(documents), label="Importing", hidden=json_) as bar:
        from tandem.cli.trials import trial_people
        from tandem.domain.knowledge.articles.actions.importing import import_documents
        from tandem.domain.knowledge.releases.actions.many import release_documents, submit_many
        from tandem.domain.knowledge.releases.actions.reviewing import check_releasable
        from tandem.foundation.tenancy.actor import Actor
        from tandem.foundation.tenancy.scope import Scope, scope

        operator = Actor("system", via="cli")
        progress: dict[str, Any] = {"documents": documents, "told": lambda count: bar.update(count - bar.pos)}
        if trial:
            with scope(Scope(brands=(brand_id,), purpose="trial")):
                people = trial_people(brand_id, brand)
            done = release_documents(*people, brand_id, **progress)
        else:
            for document in documents if submit else ():
                check_releasable(document)
            done = import_documents(operator, brand_id, **progress)
            if submit:
                submit_many(operator, brand_id, refs=done.drafts)
    counts = {name: getattr(done, name) for name in ("created", "updated", "unchanged")}
    counts |= {"sent_for_review": len(done.drafts) if submit and not trial else 0, "published": len(done.drafts) if trial else 0}
    say(
        counts | {"brand": brand},
        json_,
        f"{brand}: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + ".",
    )


@knowledge.command()
def export(
    path: Annotated[Path, typer.Argument(help="A new folder for Markdown, or a .jsonl or .jsonl.gz file.")],
    brand: BrandSlug,
    json_: Json = False,
) -> None:
    """Write a brand's published articles to PATH, so that importing them changes nothing.

    Example: tandem knowledge export articles/ --brand northwind
    """
    if path.exists() and (path.is_file() or any(path.iterdir())):
        fail(f"{path}: exists already; name a new file or an empty folder.")
    with in_brand(brand, scoped=True):
        from tandem.domain.knowledge.articles.queries.wordings import wordings

        documents = list(wordings())
    try:
        _write(path, documents)
    except OSError as error:
        fail(f"{path}: cannot be written: {error.strerror}.")
    say(
        {"articles": len(documents), "path": str(path)},
        json_,
        f"{len(documents)} articles written to {path}.",
    )


@knowledge.command()
def search(
    text: Annotated[str, typer.Argument(help="What a customer might write.")],
    brand: BrandSlug,
    k: Annotated[int, typer.Option(help="How many articles.", min=1, max=100)] = 5,
    language: Annotated[str, typer.Option(help="The articles' language.")] = "en",
    json_: Json = False,
) -> None:
    """Search a brand's published articles as the desk does.

    Example: tandem knowledge search "my train was late" --brand northwind
    """
    with in_brand(brand, scoped=True) as brand_id:
        from tandem.core.kit.refusals import Refused
        from tandem.domain.knowledge.articles.queries.searching import search as find

        try:
            found = find(brand_id, text, k=k, language=language, sections_each=1)
        except Refused as refusal:
            fail(refusal.message)
    rows = [
        {
            "article": p.article,
            "slug": p.slug,
            "title": p.title,
            "heading": p.heading,
            "score": round(p.score, 4),
            "cosine": round(p.cosine, 4),
        }
        for p in found
    ]
    lines = [f"{p.score:6.2f}  {p.title}" + (f" > {p.heading}" if p.heading else "") for p in found]
    say(rows, json_, "\n".join(lines) or "Nothing was found.")


@knowledge.command()
def check(
    path: Annotated[Path, typer.Argument(help="A folder of Markdown, a .md, .jsonl or .jsonl.gz file.")],
    json_: Json = False,
) -> None:
    """Look for dead links, duplicates, empty sections and long sentences; exit code 1 when there are any.

    Example: tandem knowledge check articles/
    """
    from dataclasses import asdict

    from tandem.core.knowledge.checking import findings

    documents = documents_at(path)
    found = findings(documents)
    lines = [f"{f.slug}: {f.kind.replace('_', ' ')}: {f.detail}" for f in found]
    say(
        [asdict(f) for f in found],
        json_,
        "\n".join([*lines, f"{len(documents)} articles, {len(found)} findings."]),
    )
    if found:
        raise typer.Exit(1)


def documents_at(path: Path) -> list[Document]:
    """Every article of a file or folder, or one clear line and exit code 2; short names come once."""
    from tandem.core.knowledge.documents import Malformed, read_lines, read_markdown

    found: list[tuple[str, Document]] = []
    for file in _files(path):
        text = _text(file)
        try:
            if file.suffix == ".md":
                found.append((f"{file}:1:1", read_markdown(text, slug=file.stem)))
            else:
                found += [(f"{file}:{number}:1", document) for number, document in read_lines(text.split("\n"))]
        except Malformed as wrong:
            fail(f"{file}:{wrong.line}:{wrong.column}: {wrong.message}")
    first: dict[str, str] = {}
    for where, document in found:
        if first.setdefault(document.slug, where) != where:
            fail(f"{where}: the short name {document.slug} came at {first[document.slug]}; expected another.")
    if not found:
        fail(f"{path}: holds no articles; expected .md files, or JSON lines with id, title and content.")
    return [document for _, document in found]


@contextmanager
def in_brand(slug: str, *, create: str = "", scoped: bool = False, trial: bool = False) -> Iterator[int]:
    """Open the database, find (or make) the brand, open its scope if `scoped`; or end with one clear line."""
    opened(schema=bool(create))
    from tandem.core.kit.refusals import Refused
    from tandem.foundation import clock
    from tandem.foundation.tenancy.models import Brand
    from tandem.foundation.tenancy.scope import Scope, scope

    brand = Brand.objects.filter(slug=slug).first()
    if brand is None and create:
        brand = Brand.objects.create(slug=slug, name=create, is_demo=trial, created_at=clock.now())
    if brand is None:
        fail(f"There is no brand {slug}. Make it with --create-brand NAME, or name one that exists.")
    if trial and not brand.is_demo:
        fail(f"{slug} is no trial brand: its own approvers release its knowledge. Leave --trial away.")
    try:
        if scoped:
            with scope(Scope(brands=(brand.pk,), purpose="cli")):
                yield brand.pk
        else:
            yield brand.pk
    except Refused as refusal:
        fail(refusal.message)


def say(result: Any, as_json: bool, text: str) -> None:
    """Print the result, as JSON or as text."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else text)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.rglob("*.md"))
    if not path.exists():
        fail(f"{path}: there is no such file or folder.")
    if path.suffix not in (".md", ".jsonl") and not path.name.endswith(".jsonl.gz"):
        fail(f"{path}: expected a folder, or a file that ends in .md, .jsonl or .jsonl.gz.")
    return [path]


def _text(file: Path) -> str:
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as source:
            raw = source.read(LARGEST_FILE + 1)
    except (OSError, EOFError) as error:
        fail(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}.")
    if len(raw) > LARGEST_FILE:
        fail(f"{file}: holds more than {LARGEST_FILE // 1_000_000} MB; split it.")
    if (nul := raw.find(b"\x00")) >= 0:
        fail(f"{file}:{_place(raw, nul)}: expected text without NUL bytes.")
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        fail(f"{file}:{_place(raw, error.start)}: expected UTF-8 text.")


def _place(raw: bytes, offset: int) -> str:
    """line:column of a byte."""
    newline = b"\n"
    return f"{raw.count(newline, 0, offset) + 1}:{offset - raw.rfind(newline, 0, offset)}"


def _write(path: Path, documents: list[Document]) -> None:
    from tandem.core.knowledge.documents import write_line, write_markdown

    if path.name.endswith((".jsonl", ".jsonl.gz")):
        lines = "".join(write_line(document) + "\n" for document in documents).encode()
        path.write_bytes(gzip.compress(lines, mtime=0) if path.suffix == ".gz" else lines)
        return
    path.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (path / f"{document.slug}.md").write_text(write_markdown(document), encoding="utf-8")
