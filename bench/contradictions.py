"""Contradictions: precision and recall on minimal pairs, false alarms on articles as they are. `python bench/contradictions.py`.

A minimal pair is a sentence of a demo article in other words, once with one number or condition changed and once not.
Rewording and changing know nothing of the detector: they replace words by a list and turn the text's own signs.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

from tandem.core.kit.statistics import share_interval
from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.contradictions import Shelved, contradictions
from tandem.core.knowledge.markdown import sections_of
from tandem.core.knowledge.passages import embedding_text
from tandem.core.knowledge.sentences import sentences
from tandem.foundation.ai.embedding import embedder

BRANDS = Path(__file__).resolve().parent.parent / "src" / "tandem" / "demo" / "brands"
EVERYWHERE = Applicability()
WORDS = (("you can", "customers can"), ("must", "have to"), ("is not", "isn't"), ("refunded", "paid back"), ("before", "ahead of"), ("costs", "is priced at"),
         ("The ", "Our "), ("within", "in at most"), ("send", "post"), ("need", "require"), ("about", "roughly"))  # fmt: skip
NUMBER = re.compile(r"(?<![\w.,:])\d+(?:\.\d+)?(?![\w:]|,\d|\.\d)")
TURNS = (("at least", "at most"), ("up to", "at least"), ("always", "never"), ("before", "after"), ("after", "before"), ("is free", "is charged"))
AUXILIARY = re.compile(r"\b(can|may|is|are|will|must)\b(?! not\b)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence where it stands, and its rewording, changed or not; `kind` says how."""

    article: str
    section: str
    text: str
    reworded: str
    kind: str


def articles(brand: str) -> list[tuple[str, str, str]]:
    """(short name, title, body) of a demo brand's articles."""
    found = []
    for path in sorted((BRANDS / brand / "articles").glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---", 2)
        title = next(line for line in front.splitlines() if line.startswith("title:")).partition(":")[2].strip()
        found.append((path.stem, title, body.strip()))
    return found


def bank() -> list[tuple[str, str, str]]:
    """The trial bank's articles, where they are at hand."""
    path = Path(os.environ.get("TANDEM_TRIAL_DATA", "/nonexistent")) / "knowledge" / "bank_articles.jsonl.gz"
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(row["id"], row["title"], row["content"]) for row in map(json.loads, lines)]


def shelf(shown: list[tuple[str, str, str]], *, products: bool = False) -> list[Shelved]:
    """Their sections; with `products` each applies to the product that its id names."""
    texts = [(slug, title, f"{n:03d}", one.heading, one.text) for slug, title, body in shown for n, one in enumerate(sections_of(body, title=title))]
    vectors = embedder().embed([embedding_text(title, heading=heading, text=text) for _, title, _, heading, text in texts])
    return [
        Shelved(slug, number, title, heading, text, "en", _product(slug) if products else EVERYWHERE, vector.astype(float))
        for (slug, title, number, heading, text), vector in zip(texts, vectors, strict=True)
    ]


def _product(slug: str) -> Applicability:
    found = re.match(r"doc_(.+)_\d+$", slug)
    return Applicability(products=(found[1][-55:],)) if found and "general" not in found[1] else EVERYWHERE


def pairs(sections: list[Shelved], *, seed: int = 4) -> list[Pair]:
    """For each sentence that states a number or a condition: a changed and an unchanged rewording."""
    rng = random.Random(seed)
    made = []
    for section in sections:
        for sentence in sentences(section.text):
            changed = _changed(sentence, rng)
            if changed is not None and not sentence.endswith("?"):
                said, kind = changed
                made += [
                    Pair(section.article, section.section, sentence, _reworded(said), kind),
                    Pair(section.article, section.section, sentence, _reworded(sentence), "same"),
                ]
    return made


def _reworded(text: str) -> str:
    for one, other in WORDS:
        if one in text:
            return text.replace(one, other, 1)
    return "Please note: " + text[0].lower() + text[1:] if text[:2] != text[:2].upper() else text


def _changed(text: str, rng: random.Random) -> tuple[str, str] | None:
    kinds = [kind for kind, fits in (("number", NUMBER.search(text)), ("turn", any(one in text for one, _ in TURNS)), ("not", AUXILIARY.search(text))) if fits]
    if not kinds:
        return None
    kind = rng.choice(kinds)
    if kind == "number":
        found = rng.choice(list(NUMBER.finditer(text)))
        return text[: found.start()] + f"{float(found.group()) * 2 + 1:g}" + text[found.end() :], kind
    if kind == "turn":
        one, other = next(pair for pair in TURNS if pair[0] in text)
        return text.replace(one, other, 1), kind
    return AUXILIARY.sub(r"\1 not", text, count=1), kind


def judged(sections: list[Shelved], made: list[Pair]) -> dict[str, tuple[int, int]]:
    """Kind -> (pairs that were listed, pairs), each rewording on its own beside all articles."""
    vectors = embedder().embed([pair.reworded for pair in made])
    listed: dict[str, list[bool]] = {}
    own = {(one.article, one.section): one for one in sections}
    for number, (pair, vector) in enumerate(zip(made, vectors, strict=True)):
        home = own[pair.article, pair.section]
        added = Shelved(f"~{number}", "000", f"Answers {number}", "", pair.reworded, "en", EVERYWHERE, vector.astype(float))
        near = [one for one in sections if float(one.meaning @ added.meaning) > 0.3 or one is home]
        found = contradictions([*near, added])
        listed.setdefault(pair.kind, []).append(any(one.left.text == pair.reworded or one.right.text == pair.reworded for one in found))
    return {kind: (sum(flags), len(flags)) for kind, flags in listed.items()}


def main() -> None:
    """Both demo brands, then the bank."""
    total: dict[str, list[int]] = {}
    for brand in ("northwind", "hearth"):
        sections = shelf(articles(brand))
        print(f"{brand}: {len(sections)} sections, {len(contradictions(sections))} listed as they are")
        for kind, (hits, trials) in judged(sections, pairs(sections)).items():
            total.setdefault(kind, [0, 0])
            total[kind][0] += hits
            total[kind][1] += trials
    for kind, (hits, trials) in sorted(total.items()):
        said = share_interval(hits, trials)
        print(f"  {kind}: {hits} of {trials} listed = {said.mean:.3f} ({said.low:.3f} to {said.high:.3f})")
    found = sum(hits for kind, (hits, _) in total.items() if kind != "same")
    wrong = total["same"][0]
    said = share_interval(found, found + wrong)
    print(f"  precision {said.mean:.3f} ({said.low:.3f} to {said.high:.3f})")
    for products in (False, True):
        known = bank()
        if known:
            sections = shelf(known, products=products)
            began = time.perf_counter()
            listed = contradictions(sections)
            known_as = "known" if products else "unknown"
            print(f"bank, products {known_as}: {len(listed)} listed of {len(sections)} sections in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
