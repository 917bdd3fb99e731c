"""Commands that score what Tandem does against labelled files."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.articlefiles import documents_at
from tandem.cli.knowledge import Json, say
from tandem.cli.running import opened
from tandem.cli.saying import fail

if TYPE_CHECKING:
    from tandem.core.kit.statistics import Estimate
    from tandem.core.knowledge.documents import Document
    from tandem.core.knowledge.retrieval_scores import Asked

CUTS = (1, 5, 10, 20, 50)
QUESTION = ("question", "scenario", "text")
NEEDED = ("articles", "required_documents")
SEED = 20261121  # of the bootstrap; any will do, but always the same
WITHOUT_TITLE = "–"  # an article has a title; this one says nothing

evaluate = typer.Typer(help="Score against labelled files.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    app.add_typer(evaluate, name="evaluate")


@evaluate.callback()
def _group() -> None:
    """Keeps `retrieval` a command of the group while it is the only one."""


@evaluate.command()
def retrieval(
    articles: Annotated[Path, typer.Option("--articles", help="The articles: a folder, .md, .jsonl or .jsonl.gz.")],
    cases: Annotated[Path, typer.Option("--cases", help="JSON lines: question, articles (short names that it needs).")],
    title_to_body: Annotated[bool, typer.Option("--title-to-body", help="Also ask each title of the bodies alone.")] = False,
    json_: Json = False,
) -> None:
    """Import the articles into a brand that is undone afterwards, ask the cases, and report recall with intervals.

    Recall@k counts the needed articles among the first k, of as many as could be there; p50_ms and p95_ms are those of
    a question, its embedding included. One transaction holds the scratch brand: on a busy installation run it apart.

    Example: tandem evaluate retrieval --articles articles.jsonl --cases cases.jsonl
    """
    documents = documents_at(articles)
    labelled = _cases_at(cases, {document.slug for document in documents})
    opened(schema=True)
    result: dict[str, Any] = {"articles": len(documents)}
    with scratch_brand(documents) as ask:
        result["cases"] = _measured(ask, labelled)
    if title_to_body:
        with scratch_brand([replace(document, title=WITHOUT_TITLE) for document in documents]) as ask:
            result["title_to_body"] = _measured(ask, [(d.title, frozenset({d.slug})) for d in documents])
    flat = {name: score if isinstance(score, int | float) else score.mean for name, score in result["cases"].items()}
    said = {key: value if key == "articles" else {name: _plain(score) for name, score in value.items()} for key, value in result.items()}
    say(flat | said, json_, "\n".join(_table(result)))


@contextmanager
def scratch_brand(documents: Sequence[Document]) -> Iterator[Any]:
    """A brand with these articles published, gone afterwards; yields ask(question, needed) -> Asked."""
    from django.db import transaction

    from tandem.cli.trials import trial_people
    from tandem.core.knowledge.retrieval_scores import Asked
    from tandem.domain.knowledge.articles.actions.force import embedded
    from tandem.domain.knowledge.articles.queries.searching import search
    from tandem.domain.knowledge.releases.actions.many import release_documents
    from tandem.foundation import clock
    from tandem.foundation.tenancy.models import Brand
    from tandem.foundation.tenancy.scope import Scope, scope

    known = embedded(documents)
    with transaction.atomic():
        brand = Brand.objects.create(slug="evaluation-scratch", name="Evaluation", is_demo=True, created_at=clock.now())
        with scope(Scope(brands=(brand.pk,), purpose="evaluation")):
            release_documents(*trial_people(brand.pk, brand.slug), brand.pk, documents=documents, known=known)

            def ask(question: str, needed: frozenset[str]) -> Asked:
                language = documents[0].language
                found = search(brand.pk, question, k=max(CUTS), language=language, sections_each=1)
                return Asked(tuple(passage.slug for passage in found), needed)

            yield ask
        transaction.set_rollback(True)


def _measured(ask: Any, questions: Sequence[tuple[str, frozenset[str]]]) -> dict[str, Any]:
    """Scores with their intervals, and the time of a question."""
    from tandem.core.knowledge.retrieval_scores import bootstrap, ndcg, recall, reciprocal_rank

    asked, spent = [], []
    for question, needed in questions:
        began = time.perf_counter()
        asked.append(ask(question, needed))
        spent.append((time.perf_counter() - began) * 1000)
    scores: dict[str, Any] = {f"recall@{k}": bootstrap([recall(one, k) for one in asked], seed=SEED) for k in CUTS}
    scores["mrr"] = bootstrap([reciprocal_rank(one) for one in asked], seed=SEED)
    scores["ndcg@10"] = bootstrap([ndcg(one, 10) for one in asked], seed=SEED)
    spent.sort()
    return scores | {"p50_ms": spent[len(spent) // 2], "p95_ms": spent[int(len(spent) * 0.95)], "n": len(asked)}


def _plain(score: Any) -> Any:
    return score if isinstance(score, int | float) else asdict(score)


def _table(result: dict[str, Any]) -> Iterator[str]:
    yield f"{result['articles']} articles"
    for name in ("cases", "title_to_body"):
        if name in result:
            scores: dict[str, Any] = result[name]
            yield f"{name.replace('_', ' ')}: {scores['n']} questions, p50 {scores['p50_ms']:.0f} ms, p95 {scores['p95_ms']:.0f} ms"
            estimates: dict[str, Estimate] = {key: score for key, score in scores.items() if not isinstance(score, int | float)}
            for key, score in estimates.items():
                yield f"  {key:<10} {score.mean:.3f}  ({score.low:.3f} to {score.high:.3f})"


def _cases_at(path: Path, slugs: set[str]) -> list[tuple[str, frozenset[str]]]:
    """(question, needed short names) of each line, or one clear line and exit code 2."""
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            lines = list(file)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        fail(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}.")
    found = [_case(f"{path}:{n}", line, slugs) for n, line in enumerate(lines, start=1) if line.strip()]
    if not found:
        fail(f"{path}: holds no cases; expected JSON lines with question and articles.")
    return found


def _case(where: str, line: str, slugs: set[str]) -> tuple[str, frozenset[str]]:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        fail(f"{where}:{error.colno}: expected a JSON object: {error.msg}.")
    if not isinstance(given, dict):
        fail(f"{where}:1: expected a JSON object with question and articles.")
    question = next((given[key] for key in QUESTION if isinstance(given.get(key), str) and given[key].strip()), None)
    needed = next((given[key] for key in NEEDED if isinstance(given.get(key), list) and given[key]), None)
    if question is None or needed is None:
        fail(f'{where}:1: expected text in "question" and a list of short names in "articles".')
    unknown = next((slug for slug in needed if slug not in slugs), None)
    if unknown is not None:
        fail(f"{where}:1: needs the article {unknown!r}, which is not among the articles.")
    return question, frozenset(needed)
