"""The extractive drafter: quotes approved sentences, cites each, and abstains when support is thin.

It adds nothing of its own but a greeting, so a draft holds no fact that an approved article does not hold.
Customer text is only compared with, never followed and never quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tandem.core.assistance.confidence import confidences
from tandem.core.assistance.evidence import Candidate, Sentence
from tandem.core.kit.arrays import Floats
from tandem.core.knowledge.passages import Passage
from tandem.core.knowledge.sentences import Span

NAME = "extractive:1"  # part of the deployment that provenance rows name

SHOWN_FROM = 0.6  # below, the expert gets sources only
RELEVANT_FROM = 0.15  # below, not even sources: they would send the expert astray
MOST_SENTENCES = 4
MOST_CHARACTERS = 600
NEAR_BEST = 0.12  # cosine: how far below the best sentence another may lie
MOST_SOURCES = 3
MOST_OF_STORY = 6  # a long story needs several articles; as many as the search for articles shows
STANDS_OUT = 1.0  # score: standard deviations above the ordinary article
MOST_ITEMS = 5  # of a list that a quoted line introduces

Reason = Literal["no_question", "language", "nothing_relevant", "unsure", "long_story", "depends", "unfitted"]
WORDS: dict[Reason, str] = {
    "no_question": "There is no open question in what the customer wrote last.",
    "language": "Drafts are made in English only. These sources were found by their words alone.",
    "nothing_relevant": "No approved article answers this.",
    "long_story": "The customer tells a long story; drafts are for short questions. These come closest.",
    "unsure": "The approved articles may not answer this exactly, so there is no draft. These come closest.",
    "unfitted": "How sure a draft is was not measured with this installation's embedder, so there is none. These come closest.",
    "depends": "The approved answer depends on what this is about. Say it, and there is a draft.",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence stands: version, section, and the characters [start, end) of the section's text."""

    article: str
    title: str
    version: int
    version_id: int
    section: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a draft, word for word, and its citation; `opens` a paragraph, an `item` of a list."""

    text: str
    citation: Citation
    opens: bool = False
    item: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """An article worth reading, where no draft is made."""

    article: str
    title: str
    version: int
    section: str
    heading: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply to offer: greeting and quotes; `confidence` is that of its article being the right one.

    `deployment` names the drafter and what it had at its side, for the provenance row.
    """

    text: str
    quotes: tuple[Quote, ...]
    confidence: float
    deployment: str = NAME


@dataclass(frozen=True, slots=True)
class Depends:
    """What has to be known for a draft: `place` (products, plans or regions), and the values of it that give one."""

    place: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """No draft, and why, in words for the expert; perhaps sources, or what the answer `depends` on."""

    reason: Reason
    confidence: float = 0.0
    sources: tuple[Source, ...] = ()
    deployment: str = NAME
    depends: Depends | None = None

    @property
    def words(self) -> str:
        """The reason as the expert reads it."""
        return WORDS[self.reason]


def drafted(
    candidates: Sequence[Candidate],
    *,
    name: str = "",
    greet: bool = True,
    long_story: bool = False,
    sources_alone: bool = False,
    like: Floats | None = None,
) -> Draft | Abstention:
    """The draft for a question, from the articles found for it, best first, or an abstention.

    `name` is the customer's, for the greeting of a first reply. `like`, in the order of `candidates`, is their likeness to
    precedents where the brand has enough. A `long_story` (more sentences than the confidence was fitted on) gets sources in
    the order in which they were found; otherwise that order does not matter. `sources_alone`: nothing is quoted.
    """
    if not candidates:
        return Abstention("nothing_relevant")
    ranked = sorted(
        zip(confidences(candidates, like=like), candidates, strict=True),
        key=lambda pair: (-pair[0], pair[1].lead.article),
    )
    sure, lead = float(ranked[0][0]), ranked[0][1]
    if sure < RELEVANT_FROM:
        return Abstention("nothing_relevant", sure)
    if long_story:
        return Abstention("long_story", sure, tuple(_source(one.lead, 0.0) for one in candidates[:MOST_OF_STORY]))
    if sure < SHOWN_FROM or sources_alone:
        sources = tuple(_source(one.lead, float(p)) for p, one in ranked[:MOST_SOURCES] if p >= RELEVANT_FROM)
        return Abstention("unsure", sure, sources)
    quotes = _quotes(lead, _chosen(lead))
    if not quotes:
        return Abstention("unsure", sure, (_source(lead.lead, sure),))
    return Draft(_wrapped(quotes, name=name, greet=greet), quotes, sure)


def sources_by_words(passages: Sequence[Passage], *, reason: Reason = "language") -> Abstention:
    """What is offered in a language that the embedder does not know: the articles found by their words.

    `unfitted` is for an embedder that knows it but that the confidence was not fitted on: what stands out from the
    ordinary article counts as well.
    """
    outstanding = STANDS_OUT if reason == "unfitted" else float("inf")
    leads = {passage.article: passage for passage in reversed(passages) if passage.coverage > 0 or passage.score >= outstanding}
    if not leads:
        return Abstention("nothing_relevant")
    best = sorted(leads.values(), key=lambda passage: -passage.score)[:MOST_SOURCES]
    return Abstention(reason, 0.0, tuple(_source(passage, 0.0) for passage in best))


def body_of(quotes: Sequence[Quote]) -> str:
    """The quotes as the text of a reply: paragraphs, and list items each on a line."""
    out = ""
    for quote in quotes:
        joint = "" if not out else "\n\n" if quote.opens else "\n" if quote.item else " "
        out += joint + ("- " if quote.item else "") + quote.text
    return out


def _chosen(lead: Candidate) -> list[int]:
    """Which sentences to quote, by place: the best and those near it, with what they lean on."""
    order = sorted(range(len(lead.sentences)), key=lambda i: (-lead.sentences[i].cosine, i))
    floor = lead.sentences[order[0]].cosine - NEAR_BEST
    chosen: set[int] = set()
    for i in order[:MOST_SENTENCES]:
        if lead.sentences[i].cosine < floor:
            break
        company = _with_company(lead.sentences, i)
        if company == {i} and lead.sentences[i].text.endswith(":"):
            continue  # it introduces what is not there
        wanted = chosen | company
        if chosen and sum(len(lead.sentences[j].text) for j in wanted) > MOST_CHARACTERS:
            continue
        chosen = wanted
    return sorted(chosen)


def _with_company(sentences: Sequence[Sentence], i: int) -> set[int]:
    """A sentence with its list: an item brings the line that introduces it, an introduction its items."""
    company = {i}
    if _is_item(sentences[i]):
        start = i
        while start > 0 and _is_item(sentences[start]) and _same(sentences[start], sentences[start - 1]):
            start -= 1
        if sentences[start].text.endswith(":"):
            company.add(start)
    elif sentences[i].text.endswith(":"):
        for j in range(i + 1, min(i + 1 + MOST_ITEMS, len(sentences))):
            if not (_same(sentences[i], sentences[j]) and _is_item(sentences[j])):
                break
            company.add(j)
    return company


def _quotes(lead: Candidate, chosen: Sequence[int]) -> tuple[Quote, ...]:
    """The chosen sentences; an item that stands alone is quoted as a plain sentence."""
    picked = [lead.sentences[i] for i in chosen]
    listed = [
        _is_item(one)
        and (
            any(
                _same(one, other) and _is_item(other)
                for other in picked[max(n - 1, 0) : n] + picked[n + 1 : n + 2]
            )
            or (n > 0 and _same(one, picked[n - 1]) and picked[n - 1].text.endswith(":"))
        )
        for n, one in enumerate(picked)
    ]
    return tuple(
        Quote(
            one.text,
            _citation(one.passage, one.span),
            opens=n > 0 and (not _same(picked[n - 1], one) or (listed[n - 1] and not listed[n])),
            item=listed[n],
        )
        for n, one in enumerate(picked)
    )


def _is_item(sentence: Sentence) -> bool:
    """Whether a list marker stands before the sentence on its line."""
    line = sentence.passage.text[: sentence.span.start].rpartition("\n")[2]
    return bool(line.strip()) and line.strip().rstrip(".)").lstrip("-*•").strip("0123456789") == ""


def _same(one: Sentence, other: Sentence) -> bool:
    return one.passage.section_ref == other.passage.section_ref


def _citation(passage: Passage, span: Span) -> Citation:
    return Citation(
        passage.article,
        passage.title,
        passage.version,
        passage.version_id,
        passage.section_ref,
        passage.heading,
        span.start,
        span.end,
    )


def _source(passage: Passage, confidence: float) -> Source:
    return Source(
        passage.article, passage.title, passage.version, passage.section_ref, passage.heading, confidence
    )


def _wrapped(quotes: Sequence[Quote], *, name: str, greet: bool) -> str:
    if not greet:
        return body_of(quotes)
    return (f"Hello {name}," if name else "Hello,") + "\n\n" + body_of(quotes)
