"""What the drafter says to a question from the articles in force: a draft, sources, or what the answer depends on. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from tandem.core.assistance.confidence import is_fitted_on
from tandem.core.assistance.drafting import NAME, Abstention, Depends, Draft, drafted, sources_by_words
from tandem.core.assistance.evidence import Candidate, Sentence
from tandem.core.knowledge.applicability import Circumstances
from tandem.core.knowledge.passages import Passage, parts_of
from tandem.core.knowledge.sentences import sentence_spans
from tandem.domain.assistance.precedents.queries.finding import Found, find
from tandem.domain.assistance.precedents.queries.likening import like
from tandem.domain.knowledge.articles.queries.elsewhere import open_place
from tandem.domain.knowledge.articles.queries.searching import audiences_differ, embeds
from tandem.foundation.ai.embedding import embed_one, embed_said, embedder

CUSTOMER = Circumstances(audience="customer")
ARTICLES = 6  # candidates; the confidence was fitted on as many
SECTIONS_EACH = 3
MOST_TRIED = 5  # values of a product, plan or region that is not known: each costs a search


def answer_to(
    brand_id: int, asked: str, *, language: str = "en", name: str = "", greet: bool = True, matter: Circumstances = CUSTOMER
) -> Draft | Abstention:
    """What the drafter says to a question from the brand's articles in force that apply in `matter`; writes nothing.

    A draft quotes what is for customers; where there is none, the sources are those that an expert may read.
    """
    if not asked:
        return Abstention("no_question")
    long_story = len(parts_of(asked)) > 1
    for_staff = replace(matter, audience="expert")
    if not embeds(language):
        return sources_by_words(_found(brand_id, asked, language=language, matter=for_staff).passages)
    if not is_fitted_on(embedder().name):
        return sources_by_words(_found(brand_id, asked, language=language, matter=for_staff).passages, reason="unfitted")
    wrapped = partial(drafted, name=name, greet=greet)
    found = _found(brand_id, asked, language=language, matter=matter)
    made = _drafted(brand_id, asked, found, by=partial(wrapped, long_story=long_story))
    if isinstance(made, Draft):
        return made
    sources: Draft | Abstention = made
    if audiences_differ("customer", "expert"):
        found = _found(brand_id, asked, language=language, matter=for_staff)
        sources = _drafted(brand_id, asked, found, by=partial(wrapped, long_story=long_story, sources_alone=True))  # what is for staff is not quoted
    if not isinstance(sources, Abstention):
        return made
    general = frozenset(passage.article for passage in found.passages)
    depends = None if long_story else _depends(brand_id, asked, language=language, matter=matter, general=general)
    reason = "depends" if depends else made.reason
    return replace(made, reason=reason, sources=sources.sources, deployment=sources.deployment, depends=depends)


def _depends(brand_id: int, asked: str, *, language: str, matter: Circumstances, general: frozenset[str]) -> Depends | None:
    """What is not known of the matter and would give a draft, found by trying the values of the nearest wordings for somebody else.

    A draft of what applies anyway, in `general`, does not depend on it.
    """
    place, values = open_place(brand_id, asked, circumstances=matter, language=language)
    giving = []
    for value in values[:MOST_TRIED]:
        known: dict[str, Any] = {place: (value,)}
        found = _found(brand_id, asked, language=language, matter=replace(matter, **known))
        made = _drafted(brand_id, asked, found, by=drafted)
        if isinstance(made, Draft) and general.isdisjoint(quote.citation.article for quote in made.quotes):
            giving.append(value)
    return Depends(place, tuple(giving)) if giving else None


def _found(brand_id: int, asked: str, *, language: str, matter: Circumstances) -> Found:
    return find(brand_id, asked, k=ARTICLES, language=language, sections_each=SECTIONS_EACH, circumstances=matter)


def _drafted(brand_id: int, asked: str, found: Found, *, by: Callable[..., Draft | Abstention]) -> Draft | Abstention:
    """What is drafted from what was found, in the light of precedents where there are enough; it names what it came by."""
    candidates = _candidates(asked, found.passages)
    alike = like(brand_id, asked, [one.lead.article for one in candidates])
    ordered = f"+ranker:{found.training}" if found.training is not None else ""
    return replace(by(candidates, like=alike), deployment=f"{NAME}+{embedder().name}{ordered}{'' if alike is None else '+precedents'}")


def candidates_for(brand_id: int, asked: str, *, matter: Circumstances) -> list[Candidate]:
    """The articles that a draft would be made from, for who measures drafts."""
    return _candidates(asked, _found(brand_id, asked, language="en", matter=matter).passages)


def _candidates(asked: str, found: Sequence[Passage]) -> list[Candidate]:
    """The found articles with their sentences, each compared with the question."""
    meaning = np.array(embed_one(asked))
    passages: dict[str, list[Passage]] = {}
    for passage in found:
        passages.setdefault(passage.article, []).append(passage)
    candidates = []
    for group in passages.values():
        sentences = tuple(
            Sentence(passage, span, float(meaning @ np.array(embed_said(span.of(passage.text)))))
            for passage in sorted(group, key=lambda one: one.position)
            for span in sentence_spans(passage.text)
        )
        if sentences:
            candidates.append(Candidate(tuple(group), sentences))
    return candidates
