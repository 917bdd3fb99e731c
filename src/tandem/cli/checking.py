"""`tandem knowledge check`: what is to be mended, in files or in a brand's entries in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.articlefiles import documents_at
from tandem.cli.running import having_embedder
from tandem.cli.saying import fail
from tandem.core.knowledge.checking import Finding, findings

if TYPE_CHECKING:
    from tandem.core.knowledge.documents import Document

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("check")(check)


def check(
    path: Annotated[Path | None, typer.Argument(help="A folder, or a .md, .html, .csv, .jsonl or .json file; .gz too.")] = None,
    brand: Annotated[str, typer.Option("--brand", help="Check what is in force in this brand instead of files.")] = "",
    contradictions: Annotated[bool, typer.Option(help="Also compare articles with one another.")] = True,
    gate: Annotated[bool, typer.Option("--gate", help="Ask instead whether the brand has all it needs to go live.")] = False,
    forecast: Annotated[Path | None, typer.Option(help="With --gate: the client's forecast, a table with timestamp and contacts.")] = None,
    json_: Json = False,
) -> None:
    """Look for dead links, expired and expiring entries, contradictions, missing or stale translations, unreachable steps of
    guides, faulty rules, duplicates, empty sections and long sentences; exit code 1 when there are any.

    With --gate: whether knowledge, forecast, escalation contacts and limits of authority are in place; exit code 1 while one lacks.

    Example: tandem knowledge check articles/
    """
    from tandem.cli.knowledge import in_brand, say

    if gate or forecast is not None:
        if path is not None or not brand or not gate:
            fail("Name a brand with --brand, and --gate; a forecast belongs to the gate.")
        _gate(brand, forecast, json_)
        return
    if (path is None) == (not brand):
        fail("Name a folder or file, or a brand with --brand.")
    if path is not None:
        documents = documents_at(path)
        found = list(findings(documents))
    else:
        with in_brand(brand, scoped=True):
            documents, found = _in_force()
    found += _contradictions(documents) if contradictions else []
    lines = [f"{f.slug}: {f.kind.replace('_', ' ')}: {f.detail}" for f in found]
    say([asdict(f) for f in found], json_, "\n".join([*lines, f"{len(documents)} entries, {len(found)} findings."]))
    if found:
        raise typer.Exit(1)


def _gate(brand: str, forecast: Path | None, json_: bool) -> None:
    """Whether a brand may go live; exit code 1 with every condition that is not met."""
    from tandem.cli.knowledge import in_brand, say
    from tandem.domain.assistance.gaps.queries.supplying import lacking
    from tandem.foundation.tenancy.models import Brand

    with in_brand(brand, scoped=True) as brand_id:
        until = _foreseen(forecast, zone=Brand.objects.get(pk=brand_id).zone) if forecast is not None else None
        left = lacking(brand_id, foreseen_until=until)
    lines = [f"{one.condition}: {one.of}: {one.why}." for one in left]
    last = f"{brand} cannot go live: {len(left)} conditions are not met." if left else f"{brand} may go live."
    say({"brand": brand, "may_go_live": not left, "unmet": [asdict(one) for one in left]}, json_, "\n".join([*lines, last]))
    if left:
        raise typer.Exit(1)


def _foreseen(path: Path, *, zone: str) -> datetime:
    """How far a forecast reaches that expects anybody at all. Refuses a file that is none."""
    from tandem.cli.science.forecastfiles import CONTACTS
    from tandem.cli.science.refusing import refuse
    from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, read_table

    table = read_table(path)
    instants = moments(table, path, column_named(table, path, TIME_NAMES), zone=zone)
    if not numbers(table, path, column_named(table, path, CONTACTS)).sum() > 0:
        refuse(path, "expected contacts in some interval")
    return datetime.fromisoformat(str(instants.max())).replace(tzinfo=UTC)


def _in_force() -> tuple[list[Document], list[Finding]]:
    """The wordings in force of the scope's brand, and what is wrong with them or with their dates."""
    from tandem.core.knowledge.documents import KINDS
    from tandem.domain.knowledge.articles.queries.standing import ending, left_behind
    from tandem.domain.knowledge.articles.queries.wordings import wordings

    documents = list(wordings(kinds=KINDS))
    found = list(findings(documents))
    found += [Finding(slug, "expired" if over else "expiring", f"{at:%Y-%m-%d}") for slug, at, over in ending()]
    found += [Finding(slug, "stale_translation", language) for slug, language in left_behind()]
    return documents, found


def _contradictions(documents: Sequence[Document]) -> list[Finding]:
    import numpy as np

    from tandem.core.knowledge.contradictions import Shelved, contradictions
    from tandem.core.knowledge.markdown import sections_of
    from tandem.core.knowledge.passages import embedding_text
    from tandem.foundation.ai.embedding import embedder

    placed = [
        (document, place, section)
        for document in documents
        if document.kind == "article"
        for place, section in enumerate(sections_of(document.body, title=document.title))
    ]
    texts = [embedding_text(document.title, heading=section.heading, text=section.text) for document, _, section in placed]
    with having_embedder():  # files are read without `opened`, which looks for it otherwise
        meanings: Any = np.asarray(embedder().embed(texts), dtype=np.float64) if texts else []
    shelved = [
        Shelved(document.slug, str(place), document.title, section.heading, section.text, document.language, document.applies, meaning)
        for (document, place, section), meaning in zip(placed, meanings, strict=True)
    ]
    return [
        Finding(found.left.article, "contradiction", f"{found.left.text} / {found.right.article}: {found.right.text} ({found.detail})")
        for found in contradictions(shelved)
    ]
