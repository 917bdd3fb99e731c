"""What is learnt, at work: a ranker over the candidates of the database's search, what it costs, and how long an import takes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from typing import Any

import numpy as np

from bench.retrieval_speed import ASKED, fill, server_seconds, timed

TITLE = "Search that learns, and bringing articles in"
SEED = 20261121
FOLDS = 7  # of contiguous case ids, as in "Finding articles"
SECTIONS = 10_000
TARGET_SECONDS = 30  # of the import
METADATA = "Product and kind of an article are read from its id; text alone: as if they were not known."


def run() -> dict[str, Any]:
    """In a state folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tandem-learning-") as folder:
        env = os.environ | {"TANDEM_HOME": folder}
        done = subprocess.run([sys.executable, "-m", "bench.learning"], env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def told(result: dict[str, Any]) -> str:
    """The section of the page."""
    brought = result["import"]
    size = f"{brought['articles']} bank articles ({brought['sections']:,} sections)"
    took = f"{brought['seconds']:.0f} s by the clock, {brought['processor']:.0f} s of processor"
    drafts = f"as drafts for approvers: {brought['drafts']:.0f} s by the clock (target {TARGET_SECONDS} s on two cores)"
    fate = "met" if brought["seconds"] <= TARGET_SECONDS else "missed"
    lines = [
        f"Bringing in {size} as `tandem knowledge import` does, {drafts}.",
        f"With `--trial`, so reviewed, released, embedded and searchable, too: {took}; read as a target for that, {TARGET_SECONDS} s is {fate}.",
        "",
        f"The bank's cases asked of the database, {result['candidates']} candidates each, ordered by {result['trees']} trees fitted on other folds. {METADATA}",
        "",
        "| order | R@5 | R@10 | R@20 | MRR |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, scores in result["cases"].items():
        cells = (f"{m:.3f} ({low:.3f}-{high:.3f})".replace("0.", ".") for m, low, high in scores.values())
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [
        "",
        f"A search of {SECTIONS:,} sections, {ASKED} questions, the embedding of the question included; cold: a process that has not seen the articles yet.",
        "",
        "| search | p50 ms | p95 ms | processor p50 ms | processor p95 ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, row in result["speed"].items():
        lines.append(f"| {name} | {row['p50']:.1f} | {row['p95']:.1f} | {row['cpu50']:.1f} | {row['cpu95']:.1f} |")
    return "\n".join(lines)


def main() -> None:
    from tandem.cli.running import opened

    opened(schema=True)
    from bench.retrieval_ground import library
    from tandem.core.knowledge.ranking import RankerTrainer
    from tandem.core.knowledge.reranking import CANDIDATES
    from tandem.domain.assistance.precedents.actions.training import TREES
    from tandem.foundation import clock
    from tandem.foundation.database import server
    from tandem.foundation.tenancy.models import Brand

    bank = Brand.objects.create(slug="bank", name="Bank", is_demo=True, created_at=clock.now()).pk
    shelf = Brand.objects.create(slug="shelf", name="Shelf", is_demo=True, created_at=clock.now()).pk
    result: dict[str, Any] = {"import": _brought(bank) | {"drafts": _as_drafts(shelf)}, "trees": TREES, "candidates": CANDIDATES}
    print(result["import"], file=sys.stderr)
    given = library()
    rows, blind = _rows(bank, known=True), _rows(bank, known=False)
    trainer = RankerTrainer(trees=TREES, seed=SEED)
    ranked = {"learnt, text alone": _ranked(blind, trainer), "learnt": _ranked(rows, trainer)}
    result["cases"] = _cases({"the search's own": [one.needed for one, _ in rows], **ranked}, [many for _, many in rows])
    print(result["cases"], file=sys.stderr)
    large = Brand.objects.create(slug="large", name="Large", created_at=clock.now()).pk
    chance = np.random.default_rng(7)
    fill(large, SECTIONS, given=given, chance=chance)
    asked = [given.titles[n] + "?" for n in chance.permutation(given.size)]
    result["speed"] = _speed(large, asked, trainer.fit([one for one, _ in rows]))
    server.stop()
    print(json.dumps(result))


def _brought(brand: int) -> dict[str, float]:
    """The import of the bank's articles, as the command makes it."""
    from django.db import connection

    from bench.retrieval_ground import FOLDER
    from tandem.cli.articlefiles import documents_at
    from tandem.cli.trials import trial_people
    from tandem.domain.knowledge.articles.models import Section
    from tandem.domain.knowledge.releases.actions.many import release_documents
    from tandem.foundation.tenancy.scope import Scope, scope

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    began, used = time.perf_counter(), time.process_time() + server_seconds(backend)
    documents = [_with_product(one) for one in documents_at(FOLDER / "bank_articles.jsonl.gz", partial=False)]
    with scope(Scope(brands=(brand,), purpose="benchmark")):
        people = trial_people(brand, "bank")
    release_documents(*people, brand, documents=documents)
    spent = {"seconds": time.perf_counter() - began, "processor": time.process_time() + server_seconds(backend) - used}
    with scope(Scope(brands=(brand,), purpose="benchmark")):
        return {"articles": len(documents), "sections": Section.objects.count(), **spent}


def _as_drafts(brand: int) -> float:
    """The import of the same articles as drafts; seconds."""
    from bench.retrieval_ground import FOLDER
    from tandem.cli.articlefiles import documents_at
    from tandem.domain.knowledge.articles.actions.importing import import_documents
    from tandem.foundation.tenancy.actor import Actor

    began = time.perf_counter()
    documents = [_with_product(one) for one in documents_at(FOLDER / "bank_articles.jsonl.gz", partial=False)]
    import_documents(Actor("system", via="cli"), brand, documents=documents)
    return time.perf_counter() - began


def _with_product(document: Any) -> Any:
    """Product and kind, read from its id as in "Finding articles"."""
    from dataclasses import replace

    from bench.retrieval_ground import KINDS
    from tandem.core.knowledge.applicability import Applicability

    name = re.sub(r"_\d+$", "", document.slug).removeprefix("doc_")
    kind = next(one for one in KINDS if name.startswith(one + "_"))
    return replace(document, topics=(kind,), applies=Applicability(products=(name.removeprefix(kind + "_")[:60],)))


def _rows(brand: int, *, known: bool) -> list[tuple[Any, int]]:
    """Each case as the product would learn from it: (features and what was needed of the candidates, how many it needs)."""
    from dataclasses import replace

    from bench.retrieval_ground import lines
    from tandem.core.knowledge.passages import parts_of
    from tandem.core.knowledge.ranking import Settled
    from tandem.core.knowledge.reranking import CANDIDATES, weighed
    from tandem.domain.assistance.precedents.queries.finding import grouped
    from tandem.domain.knowledge.articles.queries.searching import search
    from tandem.domain.knowledge.articles.queries.weighing import weighable
    from tandem.foundation.ai.embedding import embed_one
    from tandem.foundation.tenancy.scope import Scope, scope

    out = []
    with scope(Scope(brands=(brand,), purpose="benchmark")):
        for case in lines("bank_cases.jsonl.gz"):
            text, needed = case["scenario"], set(case["required_documents"])
            groups = grouped(search(brand, text, k=CANDIDATES, sections_each=1))
            kept = weighable([group[0].version_id for group in groups])
            wordings = [kept[group[0].version_id] for group in groups]
            wordings = wordings if known else [replace(one, family="", kind="") for one in wordings]
            parts = parts_of(text)
            rows = weighed(text, parts, vectors=np.array([embed_one(part) for part in parts]), wordings=wordings)
            out.append((Settled(rows, np.array([group[0].slug in needed for group in groups])), len(needed)))
    return out


def _ranked(rows: list[tuple[Any, int]], trainer: Any) -> list[Any]:
    """Which candidates were needed, in the order of rankers fitted on other folds."""
    ranked = []
    for held in np.array_split(np.arange(len(rows)), FOLDS):
        ranker = trainer.fit([rows[n][0] for n in range(len(rows)) if n not in held])
        ranked += [rows[n][0].needed[np.argsort(-ranker.scores(rows[n][0].features), kind="stable")] for n in held]
    return ranked


def _cases(orders: dict[str, list[Any]], many: list[int]) -> dict[str, dict[str, list[float]]]:
    from tandem.core.knowledge.retrieval_scores import bootstrap

    out = {}
    for name, each in orders.items():
        values = {f"recall@{k}": [hits[:k].sum() / min(k, n) for hits, n in zip(each, many, strict=True)] for k in (5, 10, 20)}
        values["mrr"] = [1 / (np.flatnonzero(hits)[0] + 1) if hits.any() else 0.0 for hits in each]
        estimates = {key: bootstrap(some, seed=SEED) for key, some in values.items()}
        out[name] = {key: [one.mean, one.low, one.high] for key, one in estimates.items()}
    return out


def _speed(brand: int, asked: list[str], ranker: Any) -> dict[str, dict[str, float]]:
    from tandem.domain.assistance.precedents.models import Choice, Training
    from tandem.domain.assistance.precedents.queries.finding import find
    from tandem.domain.knowledge.articles.queries import weighing
    from tandem.foundation import clock
    from tandem.foundation.ai import embedding
    from tandem.foundation.ai.embedding import embedder
    from tandem.foundation.tenancy.scope import Scope, scope

    some = asked[: ASKED + 20]
    out = {"plain": timed(brand, some, look=find)}
    with scope(Scope(brands=(brand,), purpose="benchmark")):
        kept = {"number": 1, "upto": 0, "learnt_from": 49, "tried_on": 0, "embedder": embedder().name, "at": clock.now()}
        row = Training.objects.create(brand_id=brand, weights=ranker.plain(), **kept)
        Choice.objects.create(brand_id=brand, training=row, reason="benchmark", at=clock.now())
    for name in ("learnt, cold", "learnt"):
        embedding._asked.cache_clear()
        out[name] = timed(brand, some, look=find)
        print(name, out[name], file=sys.stderr)
    assert weighing._kept
    return out


if __name__ == "__main__":
    main()
