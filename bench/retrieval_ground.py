"""The bank's articles and cases as arrays: vectors, words, products. Vectors are kept in TANDEM_BENCH_CACHE where it is set."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.knowledge.commonplaces import Commonplaces
from tandem.core.knowledge.lexical import Bm25, terms
from tandem.core.knowledge.markdown import sections_of
from tandem.core.knowledge.matches import Matches, Shelf
from tandem.core.knowledge.naming import named
from tandem.core.knowledge.passages import embedding_text
from tandem.core.knowledge.sentences import sentences
from tandem.foundation.ai.embedding import embedder, unit

FOLDER = Path(os.environ.get("TANDEM_TRIAL_DATA", "")) / "knowledge"
KINDS = (
    "business_checking_accounts", "business_credit_cards", "business_savings_accounts", "bank_accounts", "buy_now_pay_later",
    "checking_accounts", "credit_cards", "customer_support", "everyone_pay", "personal_subscriptions", "savings_accounts",
)  # fmt: skip
MOST_SENTENCES = 100  # of a story; the longest of the bank's has fewer


@dataclass(frozen=True)
class Library:
    """The articles: texts, vectors of sections with their owners, words, and the product that each id names."""

    ids: list[str]
    titles: list[str]
    bodies: list[str]
    owner: Ints
    starts: Ints
    sections: Floats
    title_vectors: Floats
    words: Bm25
    section_words: Bm25
    products: list[str]
    shelf: Shelf

    @property
    def size(self) -> int:
        return len(self.ids)

    def best_of(self, points: Floats) -> Floats:
        """Of each article's sections the best, along the last axis."""
        return np.maximum.reduceat(points, self.starts, axis=-1)


@dataclass(frozen=True)
class Story:
    """A case: its sentences with their vectors, and the places of the articles that it needs."""

    text: str
    parts: list[str]
    vectors: Floats
    needed: Ints


def lines(name: str) -> list[dict]:
    with gzip.open(FOLDER / name, "rt") as file:
        return [json.loads(line) for line in file]


def vectors_of(texts: Sequence[str]) -> Floats:
    """Each text's vector. The cache is keyed by model and text; without one every run embeds anew."""
    folder = os.environ.get("TANDEM_BENCH_CACHE")
    store = Path(folder) / f"{hashlib.sha256(embedder().name.encode()).hexdigest()[:12]}.npz" if folder else None
    kept: dict[str, Floats] = {}
    if store and store.exists():
        with np.load(store) as file:
            kept = dict(zip(file["keys"].tolist(), file["vectors"], strict=True))
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
    if missing:
        kept |= dict(zip(missing, embedder().embed(list(missing.values())), strict=True))
        if store:
            store.parent.mkdir(parents=True, exist_ok=True)
            np.savez(store, keys=np.array(list(kept)), vectors=np.stack(list(kept.values())))
    return np.stack([kept[key] for key in keys]).astype(np.float64)


def library(*, with_titles: bool = True) -> Library:
    """The 698 articles; without titles nothing of them stands in the index (the title-to-body task)."""
    articles = lines("bank_articles.jsonl.gz")
    ids, titles, bodies = ([article[key] for article in articles] for key in ("id", "title", "content"))
    heads = titles if with_titles else [""] * len(titles)
    cut = [(n, section) for n, (head, body) in enumerate(zip(heads, bodies, strict=True)) for section in sections_of(body, title=head)]
    owner = np.array([n for n, _ in cut])
    vectors = vectors_of([embedding_text(heads[n], heading=section.heading, text=section.text) for n, section in cut])
    centres = unit(np.stack([vectors[owner == n].mean(axis=0) for n in range(len(ids))])).astype(np.float64)
    families = [re.sub(r"_\d+$", "", ref).removeprefix("doc_") for ref in ids]
    names = sorted(set(families))
    family = np.array([names.index(one) for one in families])
    kinds = [next(kind for kind in KINDS if name.startswith(kind + "_")) for name in names]
    first = {int(f): min(np.flatnonzero(family == f), key=lambda n: ids[n]) for f in np.unique(family)}
    shelf = Shelf(
        family=family,
        kind=np.array([KINDS.index(kinds[f]) for f in family]),
        lead=np.array([first[int(f)] == n for n, f in enumerate(family)]),
        internal=np.array(["internal" in title.lower() for title in titles]),
        length=np.array([len(body) for body in bodies]),
        sections=np.bincount(owner),
        centres=centres,
    )
    return Library(
        ids,
        titles,
        bodies,
        owner,
        np.searchsorted(owner, np.arange(len(ids))),
        vectors,
        vectors_of(titles),
        Bm25([terms(head) * 2 + terms(body) for head, body in zip(heads, bodies, strict=True)]),
        Bm25([terms(heads[n]) + terms(section.heading) + terms(section.text) for n, section in cut]),
        [name.removeprefix(kind + "_").replace("_", " ") for name, kind in zip(names, kinds, strict=True)],
        shelf,
    )


def stories(given: Library) -> list[Story]:
    """The 49 cases, in the order of their ids."""
    found = []
    for case in lines("bank_cases.jsonl.gz"):
        parts = [part[:2000] for part in sentences(case["scenario"]) if len(part.split()) >= 3][:MOST_SENTENCES]
        needed = np.array(sorted(given.ids.index(ref) for ref in set(case["required_documents"])))
        found.append(Story(case["scenario"], parts, vectors_of(parts), needed))
    return found


def matched(story: Story, given: Library, *, common: Commonplaces | None = None) -> Matches:
    """How the story's sentences match each article; commonplaces are left out."""
    telling = np.flatnonzero(common.telling(story.vectors)) if common is not None else np.arange(len(story.parts))
    asked = [terms(story.parts[n]) for n in telling]
    vectors = story.vectors[telling]
    held = set(terms(story.text))
    rarity = {word: np.log(given.size / count) for word, count in _counted(given.titles).items()}
    titles = [set(terms(title)) for title in given.titles]
    return Matches(
        section=given.best_of(vectors @ given.sections.T),
        centre=vectors @ given.shelf.centres.T,
        title=vectors @ given.title_vectors.T,
        words=np.stack([given.words.scores(words) for words in asked]),
        section_words=given.best_of(np.stack([given.section_words.scores(words) for words in asked])),
        title_share=np.array([sum(rarity[w] for w in title & held) / max(sum(rarity[w] for w in title), 1e-9) for title in titles]),
        named=named(story.text, given.products)[given.shelf.family],
    )


def _counted(titles: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for title in titles:
        for word in set(terms(title)):
            counts[word] = counts.get(word, 0) + 1
    return counts
