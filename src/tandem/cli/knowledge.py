"""Commands on knowledge: import, export, search, check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from tandem.cli.articlefiles import documents_at, form_of, write
from tandem.cli.running import opened
from tandem.cli.saying import fail
from tandem.core.knowledge.documents import KINDS
from tandem.core.knowledge.files.reading import FORMATS

knowledge = typer.Typer(help="Articles: import, export, search, check.", no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
BrandSlug = Annotated[str, typer.Option("--brand", help="The brand's short name.")]


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    from tandem.cli import checking

    checking.register(knowledge)
    app.add_typer(knowledge, name="knowledge")


@knowledge.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A folder, or a .md, .html, .csv, .jsonl or .json file (Zendesk Guide, Intercom); .gz too.")],
    brand: BrandSlug,
    create_brand: Annotated[str, typer.Option(help="Make the brand, with this name, when there is none.")] = "",
    submit: Annotated[bool, typer.Option("--submit", help="Send what is new or changed for review.")] = False,
    trial: Annotated[bool, typer.Option("--trial", help="In a demo or trial brand: publish it, approved by a simulated approver.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Import what is whole, and say what is not.")] = False,
    json_: Json = False,
) -> None:
    """Bring a brand's articles to the wordings of PATH; what is the same already stays untouched.

    What is new or changed becomes a draft; an approver releases it. Example: tandem knowledge import articles/ --brand northwind --submit
    """
    documents = documents_at(path, partial=partial)
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
            done = import_documents(operator, brand_id, partial=partial, **progress)
            if submit:
                submit_many(operator, brand_id, refs=done.drafts)
    counts = {name: getattr(done, name) for name in ("created", "updated", "unchanged")}
    for slug, why in done.refused:
        typer.echo(f"{slug}: {why}.", err=True)
    counts |= {"refused": len(done.refused)} if partial else {}
    counts |= {"sent_for_review": len(done.drafts) if submit and not trial else 0, "published": len(done.drafts) if trial else 0}
    say(
        counts | {"brand": brand},
        json_,
        f"{brand}: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + ".",
    )


@knowledge.command()
def export(
    path: Annotated[Path, typer.Argument(help="A new folder, or a .csv, .jsonl or .json file; .gz too.")],
    brand: BrandSlug,
    form: Annotated[str, typer.Option("--format", help="markdown, html, csv, jsonl, zendesk or intercom.")] = "",
    kind: Annotated[list[str] | None, typer.Option(help="Only these kinds, such as article or macro.")] = None,
    json_: Json = False,
) -> None:
    """Write what is in force in a brand to PATH, so that importing it changes nothing.

    Example: tandem knowledge export articles/ --brand northwind
    """
    if path.exists() and (path.is_file() or any(path.iterdir())):
        fail(f"{path}: exists already; name a new file or an empty folder.")
    form = form_of(path, form)
    for name, known in ((form, FORMATS), *((one, KINDS) for one in kind or ())):
        if name not in known:
            fail(f"{name}: expected one of {', '.join(known)}.")
    with in_brand(brand, scoped=True):
        from tandem.domain.knowledge.articles.queries.wordings import wordings

        documents = list(wordings(kinds=kind or KINDS))
    try:
        write(path, documents, form=form)
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
        from tandem.domain.assistance.precedents.queries.finding import find

        try:
            found = find(brand_id, text, k=k, language=language, sections_each=1).passages
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
        for name, why in getattr(refusal, "reasons", ()):
            typer.echo(f"{name}: {why}.", err=True)
        fail(refusal.message)


def say(result: Any, as_json: bool, text: str) -> None:
    """Print the result, as JSON or as text."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else text)

