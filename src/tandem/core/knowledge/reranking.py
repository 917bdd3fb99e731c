"""The few articles that a search found, as the facts that the learnt ranker weighs; and their order by it.

Rarity of words is taken among these candidates alone, and an article's centre stands in for its title's own vector:
on the bank's cases 50 candidates ordered so are as good as all 698 weighed in full (docs/benchmarks.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.knowledge.lexical import K1, B, terms
from tandem.core.knowledge.matches import Matches, Shelf, features
from tandem.core.knowledge.naming import named

CANDIDATES = 50  # articles of a search that are ordered anew


@dataclass(frozen=True, slots=True)
class Wording:
    """What is kept of an article's version: vectors of its sections, shape (sections, dimensions), its centre, its words,
    and how many stand in each section, shape (sections,).

    `family` is the product (or topic) it is about and `kind` the topic that stands over it, in words; "" where unsaid.
    """

    title: frozenset[str]
    words: Counter[str]
    section_words: tuple[Counter[str], ...]
    lengths: Floats
    sections: Floats
    centre: Floats
    family: str
    kind: str
    internal: bool
    length: int

    def __post_init__(self) -> None:
        if not self.section_words or len(self.section_words) != len(self.sections):
            raise ValueError("a wording has sections, and words and a vector of each")


def wording_of(
    title: str, sections: Sequence[str], *, vectors: Floats, centre: Floats, products: Sequence[str], topics: Sequence[str], internal: bool
) -> Wording:
    """A version's facts, from its title and the texts of its sections; the title counts twice, as in the search."""
    said = [terms(section) for section in sections]
    head = terms(title)
    first = products[0] if products else topics[0] if topics else ""
    return Wording(
        title=frozenset(head),
        words=Counter([*head, *head, *(word for section in said for word in section)]),
        section_words=tuple(Counter([*head, *section]) for section in said),
        lengths=np.array([len(head) + len(section) for section in said], dtype=np.float64),
        sections=vectors,
        centre=centre,
        family=first.replace("-", " ").replace("_", " "),
        kind=topics[0] if topics else "",
        internal=internal,
        length=sum(len(section) for section in sections),
    )


def weighed(text: str, parts: Sequence[str], *, vectors: Floats, wordings: Sequence[Wording]) -> Floats:
    """The features of each candidate, shape (candidates, len(FEATURES)); `vectors` are those of the question's parts.

    Raises ValueError where there is no part or no candidate.
    """
    asked = [frozenset(terms(part)) for part in parts]
    starts = np.cumsum([0, *(len(one.sections) for one in wordings[:-1])])
    sections = vectors @ np.vstack([one.sections for one in wordings]).T
    centres = np.stack([one.centre for one in wordings])
    meant = vectors @ centres.T
    families, family = np.unique([one.family for one in wordings], return_inverse=True)
    _, kind = np.unique([one.kind for one in wordings], return_inverse=True)
    naming = named(text, [str(one) for one in families]) * (families != "")
    matches = Matches(
        section=np.maximum.reduceat(sections, starts, axis=1),
        centre=meant,
        title=meant,
        words=_points(asked, [one.words for one in wordings], lengths=np.array([one.lengths.sum() for one in wordings])),
        section_words=np.maximum.reduceat(
            _points(asked, [each for one in wordings for each in one.section_words], lengths=np.concatenate([one.lengths for one in wordings])), starts, axis=1
        ),
        title_share=_title_share(frozenset(terms(text)), [one.title for one in wordings]),
        named=naming[family],
    )
    return features(matches, _shelf(wordings, centres, family=family, kind=kind))


def _shelf(wordings: Sequence[Wording], centres: Floats, *, family: Ints, kind: Ints) -> Shelf:
    """The lead of a product is the article whose title says the product and nothing else."""
    return Shelf(
        family=family,
        kind=kind,
        lead=np.array([bool(one.family) and one.title <= frozenset(terms(one.family)) for one in wordings]),
        internal=np.array([one.internal for one in wordings]),
        length=np.array([one.length for one in wordings]),
        sections=np.array([len(one.sections) for one in wordings]),
        centres=centres,
    )


def _points(asked: Sequence[frozenset[str]], documents: Sequence[Counter[str]], *, lengths: Floats) -> Floats:
    """BM25 of each part over these documents, shape (parts, documents); only the words that are asked are looked up."""
    wanted = frozenset[str]().union(*asked)
    if not wanted:
        return np.zeros((len(asked), len(documents)))
    words = sorted(wanted)
    place = {word: n for n, word in enumerate(words)}
    times = np.zeros((len(words), len(documents)))
    for n, document in enumerate(documents):
        for word in wanted & document.keys():
            times[place[word], n] = document[word]
    scaled = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
    holding = (times > 0).sum(axis=1)
    rarity = np.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
    points = rarity[:, None] * times * (K1 + 1) / (times + scaled)
    held = np.array([[word in part for word in words] for part in asked], dtype=np.float64)
    return np.asarray(held @ points, dtype=np.float64)


def _title_share(held: frozenset[str], titles: Sequence[frozenset[str]]) -> Floats:
    """Of each title's words the share, by rarity among these titles, that the question holds."""
    counted = Counter(word for title in titles for word in title)
    rarity = {word: np.log((len(titles) + 1) / count) for word, count in counted.items()}
    return np.array([sum(rarity[w] for w in sorted(title & held)) / max(sum(rarity[w] for w in sorted(title)), 1e-9) for title in titles])
