"""What is wrong with a set of entries: dead links, duplicates, empty sections, long sentences, missing languages, faulty rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.markdown import empty_headings, links_of, sections_of
from tandem.core.knowledge.policies.contents import faults_of
from tandem.core.knowledge.sentences import sentences

LONGEST_SENTENCE = 35  # words; readers lose longer ones, and a draft quotes whole sentences

Kind = Literal[
    "dead_link", "duplicate_title", "duplicate_text", "empty_section", "long_sentence", "no_text", "missing_translation", "faulty_rules", "expired",
    "expiring", "stale_translation", "contradiction",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend in the article `slug`."""

    slug: str
    kind: Kind
    detail: str


def findings(documents: Sequence[Document]) -> tuple[Finding, ...]:
    """Everything to mend, in the order of the documents, what concerns several at the end.

    Guides whose steps cannot be reached or that never end are faulty rules, as is whatever else a policy says wrongly.
    """
    known = {name for document in documents for name in (document.slug, *document.formerly)}
    own = [found for document in documents for found in (_in_one(document, known) if document.kind == "article" else _in_policy(document))]
    articles = [document for document in documents if document.kind == "article"]
    return (*own, *_repeated(articles), *_untranslated(documents))


def findings_in(document: Document, *, known: Collection[str]) -> tuple[Finding, ...]:
    """What is to be mended in one document; `known` are the short names that a link may lead to."""
    return tuple(_in_one(document, {*known, document.slug}))


def _in_one(document: Document, known: set[str]) -> Iterator[Finding]:
    sections = sections_of(document.body, title=document.title)
    if not sections:
        yield Finding(document.slug, "no_text", "The article has no text.")
    for heading in empty_headings(document.body):
        yield Finding(document.slug, "empty_section", heading)
    for href in links_of(document.body):
        if not _leads_somewhere(href, known):
            yield Finding(document.slug, "dead_link", href)
    for slug in (*document.needs, *document.related):
        if slug not in known:
            yield Finding(document.slug, "dead_link", slug)
    for section in sections:
        for sentence in sentences(section.text):
            if len(sentence.split()) > LONGEST_SENTENCE:
                yield Finding(document.slug, "long_sentence", sentence)


def _in_policy(document: Document) -> Iterator[Finding]:
    for fault in faults_of(document.kind, document.content or "null"):
        yield Finding(document.slug, "faulty_rules", str(fault))


def _untranslated(documents: Sequence[Document]) -> Iterator[Finding]:
    """Articles that lack a language in which others are: where there is more than one, readers expect each."""
    tongues: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        if document.kind == "article" and "customer" in document.applies.audience:
            tongues[document.slug].add(document.language)
    everywhere = set().union(*tongues.values()) if tongues else set()
    for slug, held in tongues.items():
        missing = sorted(everywhere - held)
        if missing:
            yield Finding(slug, "missing_translation", ", ".join(missing))


def _leads_somewhere(href: str, known: set[str]) -> bool:
    """Whether a link has a destination: another article by short name, an anchor, or a full address."""
    if href.startswith(("http://", "https://")):
        return "." in href.split("/")[2] if href.count("/") >= 2 else False
    if href.startswith(("mailto:", "tel:")):
        return len(href.partition(":")[2]) > 2
    if href.startswith("#"):
        return len(href) > 1
    if href.startswith("file:"):
        return True  # a file of the entry's own: whether it is there, the entry knows
    return href.partition("#")[0].removesuffix(".md").removeprefix("./") in known


def _repeated(documents: Sequence[Document]) -> Iterator[Finding]:
    titles: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        titles[document.title.casefold().strip()].append(document.slug)
        texts[" ".join(document.body.casefold().split())].append(document.slug)
    titles, texts = ({key: list(dict.fromkeys(slugs)) for key, slugs in found.items()} for found in (titles, texts))  # a language is no repetition
    for slugs in titles.values():
        for slug in slugs[1:]:
            yield Finding(slug, "duplicate_title", f"the same title as {slugs[0]}")
    for slugs in texts.values():
        for slug in slugs[1:]:
            yield Finding(slug, "duplicate_text", f"the same text as {slugs[0]}")
