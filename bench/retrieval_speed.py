"""How long a search takes in a brand of 10,000 and of 200,000 sections, the embedding of the question included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

SIZES = (10_000, 200_000)  # sections of a brand
TARGETS = {10_000: 25, 200_000: 60}  # ms, 95th percentile
EACH = 5  # sections an article
ASKED = 200  # questions, each asked once: nothing is remembered
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def run() -> dict[str, Any]:
    """In a state folder of its own, gone afterwards: the smaller brand alone, then both side by side in one database."""
    with tempfile.TemporaryDirectory(prefix="tandem-search-") as folder:
        env = os.environ | {"TANDEM_HOME": folder}
        done = subprocess.run([sys.executable, "-m", "bench.retrieval_speed"], env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def told(result: dict[str, Any]) -> str:
    """The table."""
    about = (
        f"A search as the desk makes it, {ASKED} questions each asked once, {EACH} sections an article; the smaller brand alone in the database, then both; "
        "articles mixed from the bank's sections. Processor time is that of client and server together: what an idle machine would need."
    )
    lines = [
        about,
        "",
        "| sections of the brand | p50 ms | p95 ms | processor p50 ms | processor p95 ms | target p95 ms |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in result.items():
        size, _, beside = name.partition(" ")
        named = f"{int(size):,} {beside}".strip()
        lines.append(f"| {named} | {row['p50']:.1f} | {row['p95']:.1f} | {row['cpu50']:.1f} | {row['cpu95']:.1f} | {TARGETS[int(size)]} |")
    return "\n".join(lines)


def main() -> None:
    from tandem.cli.running import opened

    opened(schema=True)
    from bench.retrieval_ground import library
    from tandem.foundation import clock
    from tandem.foundation.tenancy.models import Brand

    given = library()
    result = {}
    chance = np.random.default_rng(7)
    brands = {size: Brand.objects.create(slug=f"size-{size}", name=str(size), created_at=clock.now()).pk for size in SIZES}
    asked = [given.titles[n] + "?" for n in chance.permutation(given.size)]
    questions = [asked[place * (ASKED + 20) : (place + 1) * (ASKED + 20)] for place in range(3)]
    for size, brand in brands.items():
        fill(brand, size, given=given, chance=chance)
        result[f"{size} alone" if not result else str(size)] = timed(brand, questions.pop())
    small = min(SIZES)
    result[f"{small} beside the {max(SIZES):,}"] = timed(brands[small], questions.pop())
    from tandem.foundation.database import server

    server.stop()
    print(json.dumps(result))


def fill(brand: int, size: int, *, given: Any, chance: np.random.Generator) -> None:
    """By COPY as the server's administrator, without triggers: this is about reading."""
    import psycopg

    from tandem.domain.knowledge.articles.models import Article, Section, Version
    from tandem.foundation.database.connections import address

    at = address()
    with psycopg.connect(host=at.host, port=at.port, user=at.user, password=at.password, dbname=at.name, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
        connection.execute("DROP INDEX IF EXISTS articles_section_minilm")  # built once, afterwards: an insert costs more
        rows = list(_articles(brand, size, given=given, chance=chance))
        for model, which in ((Article, 0), (Version, 1), (Section, 2)):
            fields = list(model._meta.concrete_fields)
            with connection.cursor().copy(f"COPY {model._meta.db_table} ({', '.join(field.column for field in fields)}) FROM STDIN") as copy:
                for row in (one for three in rows for one in three[which]):
                    copy.write_row([row[f.attname] if f.attname in row else f.get_default() for f in fields])
        from tandem.domain.knowledge.articles.schema import WORDS

        connection.execute("CREATE INDEX articles_section_minilm" + WORDS.split("CREATE INDEX articles_section_minilm")[1].split(";")[0])
        connection.execute("VACUUM ANALYZE articles_article, articles_version, articles_section")


def _articles(brand: int, size: int, *, given: Any, chance: np.random.Generator) -> Iterator[tuple[list[dict], list[dict], list[dict]]]:
    """Articles of mixed sections; a vector is that of its mixture, with some noise, of norm one."""
    from tandem.core.knowledge.markdown import sections_of
    from tandem.foundation.ai.embedding import embedder

    texts = [section.text for title, body in zip(given.titles, given.bodies, strict=True) for section in sections_of(body, title=title)]
    model = embedder().name
    common = {"brand_id": brand, "language": "en"}
    for n in range(size // EACH):
        key = brand * 10_000_000 + n
        base, title = int(chance.integers(len(texts))), f"Article {n} of {given.titles[int(chance.integers(given.size))]}"[:200]
        picked = chance.integers(len(texts), size=(EACH, 2))
        mixed = 0.5 * given.sections[base] + 0.7 * given.sections[picked[:, 0]] + 0.5 * given.sections[picked[:, 1]]
        mixed += chance.normal(0, 0.02, mixed.shape)
        mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
        centre = mixed.mean(axis=0)
        bodies = [f"{texts[a][:300]} {texts[b][:300]}" for a, b in picked]
        article = common | {"id": key, "slug": f"article-{n}", "title": title, "state": "published", "created_at": SINCE, "changed_at": SINCE}
        version = common | {
            "id": key, "article_id": key, "number": 1, "title": title, "body": "\n\n".join(bodies), "status": "published", "content_hash": str(key),
            "created_at": SINCE, "published_at": SINCE, "valid_from": SINCE, "centre": _written(centre / np.linalg.norm(centre)),
        }  # fmt: skip
        sections = [
            common
            | {"id": key * EACH + p, "version_id": key, "position": p, "title": title, "heading": "", "text": text, "embedder": model, "embedding": _written(v)}
            for p, (text, v) in enumerate(zip(bodies, mixed, strict=True))
        ]
        yield [article], [version], sections


def _written(vector: Any) -> str:
    return "[" + ",".join(f"{x:.5g}" for x in vector) + "]"


def timed(brand: int, asked: list[str], *, look: Callable[..., Any] | None = None) -> dict[str, float]:
    """Wall and processor milliseconds of a search (or another `look` of its form); the first 20 warm up."""
    from django.db import connection

    from tandem.domain.knowledge.articles.queries.searching import search
    from tandem.foundation.tenancy.scope import Scope, scope

    wall, spent = [], []
    with scope(Scope(brands=(brand,), purpose="benchmark")):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            server = cursor.fetchone()[0]
        for question in asked:
            began, used = time.perf_counter(), time.process_time() + server_seconds(server)
            (look or search)(brand, question, k=6, sections_each=3)
            wall.append((time.perf_counter() - began) * 1000)
            spent.append((time.process_time() + server_seconds(server) - used) * 1000)
    wall, spent = wall[20:], spent[20:]
    figures = {"p50": (wall, 0.5), "p95": (wall, 0.95), "cpu50": (spent, 0.5), "cpu95": (spent, 0.95)}
    return {name: float(np.quantile(values, level)) for name, (values, level) in figures.items()}


def server_seconds(process: int) -> float:
    """Processor time of a server process, to the nanosecond (Linux)."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


if __name__ == "__main__":
    main()
