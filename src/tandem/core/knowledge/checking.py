"""What is wrong with a set of articles: dead links, duplicates, empty sections, too long sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.markdown import empty_headings, links_of, sections_of
from tandem.core.knowledge.sentences import sentences

LONGEST_SENTENCE = 35  # words; readers lose longer ones, and a draft quotes whole sentences

Kind = Literal["dead_link", "duplicate_title", "duplicate_text", "empty_section", "long_sentence", "no_text"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend in the article `slug`."""

    slug: str
    kind: Kind
    detail: str


def findings(documents: Sequence[Document]) -> tuple[Finding, ...]:
    """Everything to mend, in the order of the documents, what concerns several at the end."""
    known = {document.slug for document in documents}
    own = [found for document in documents for found in _in_one(document, known)]
    return (*own, *_repeated(documents))


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
    for section in sections:
        for sentence in sentences(section.text):
            if len(sentence.split()) > LONGEST_SENTENCE:
                yield Finding(document.slug, "long_sentence", sentence)


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
    for slugs in titles.values():
        for slug in slugs[1:]:
            yield Finding(slug, "duplicate_title", f"the same title as {slugs[0]}")
    for slugs in texts.values():
        for slug in slugs[1:]:
            yield Finding(slug, "duplicate_text", f"the same text as {slugs[0]}")
