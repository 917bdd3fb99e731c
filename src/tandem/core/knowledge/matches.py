"""How a question matches the articles it may be answered from: the facts that ranking weighs, one row an article."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints

BEST_PARTS = 5  # a story's few telling parts decide, not its average
WORDS_BEST = 3
FEEDBACK = 10  # articles whose centre is asked once more (pseudo-relevance feedback)
PATIENCE = 5  # of reciprocal ranks: 1 / (PATIENCE + rank)
NEAR = (3, 20)  # places that count as a win, and as near

FEATURES = (
    "meaning", "meaning_once", "meaning_mean", "section", "centre", "title", "title_mean", "words", "section_words",
    "words_mean", "section_words_once", "section_words_mean", "base", "place", "reciprocal", "wins", "near",
    "title_share", "named", "lead", "internal", "lead_named", "family_best", "family_mean", "above_family", "lead_family",
    "family_place", "kind_mean", "lead_kind", "kind_share", "lead_kind_share", "kind_named", "lead_kind_named",
    "any_named", "feedback", "length", "sections", "family_size", "internal_base", "parts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is known of N candidates, whatever is asked; each array has shape (N,) but `centres` (N, dimensions).

    A `family` is a product (or topic) and counts from 0, as does its `kind`, the group of products it stands in;
    `lead` marks the family's main article, `internal` a procedure for staff. Without such data: one family, one kind.
    """

    family: Ints
    kind: Ints
    lead: Flags
    internal: Flags
    length: Ints
    sections: Ints
    centres: Floats

    def __post_init__(self) -> None:
        shapes = {len(one) for one in (self.family, self.kind, self.lead, self.internal, self.length, self.sections, self.centres)}
        if len(shapes) != 1 or not len(self.family):
            raise ValueError("a shelf states every fact of each of its articles, and holds at least one")


@dataclass(frozen=True, slots=True)
class Matches:
    """How P parts of a question match N candidates: each (P, N) but `title_share` and `named`, (N,).

    `section` is the cosine of the best section, `centre` and `title` those of the article's centre and title, `words`
    and `section_words` the lexical points of the article and its best section. `title_share` is the share of the
    title's words, by rarity, that the question holds; `named` how plainly it names the family (0 when it does not).
    """

    section: Floats
    centre: Floats
    title: Floats
    words: Floats
    section_words: Floats
    title_share: Floats
    named: Floats

    def __post_init__(self) -> None:
        shape = self.section.shape
        if len(shape) != 2 or not shape[0] or any(one.shape != shape for one in (self.centre, self.title, self.words, self.section_words)):
            raise ValueError("matches have one row a part and one column a candidate")
        if self.title_share.shape != shape[1:] or self.named.shape != shape[1:]:
            raise ValueError("title share and naming have one value a candidate")


def plain_scores(matches: Matches) -> Floats:
    """Ranking without fitted weights, shape (N,): z(meaning) + z(words) / 2 + z(section words) / 2."""
    meaning = _best((matches.section + matches.centre) / 2, BEST_PARTS)
    scores: Floats = _z(meaning) + _z(_best(matches.words, BEST_PARTS)) / 2 + _z(_best(matches.section_words, WORDS_BEST)) / 2
    return scores


def features(matches: Matches, shelf: Shelf) -> Floats:
    """What the learnt ranker weighs, shape (N, len(FEATURES)). Raises ValueError when the two do not fit."""
    if matches.named.shape != shelf.family.shape:
        raise ValueError("matches and shelf hold the same candidates")
    base = plain_scores(matches)
    columns = [*_own(matches, base), *_families(matches, shelf, base), *_kinds(matches, shelf, base), *_standing(matches, shelf, base)]
    return np.column_stack(columns)


def _own(matches: Matches, base: Floats) -> list[Floats]:
    """The article by itself."""
    meaning = (matches.section + matches.centre) / 2
    both = _z(meaning) + _z(matches.section_words)
    places = np.argsort(np.argsort(-both, axis=1, kind="stable"), axis=1)
    return [
        _z(_best(meaning, BEST_PARTS)),
        _z(meaning.max(axis=0)),
        _z(meaning.mean(axis=0)),
        _z(_best(matches.section, WORDS_BEST)),
        _z(_best(matches.centre, BEST_PARTS)),
        _z(_best(matches.title, WORDS_BEST)),
        _z(matches.title.mean(axis=0)),
        _z(_best(matches.words, BEST_PARTS)),
        _z(_best(matches.section_words, WORDS_BEST)),
        _z(matches.words.mean(axis=0)),
        _z(matches.section_words.max(axis=0)),
        _z(matches.section_words.mean(axis=0)),
        _z(base),
        -np.log1p(_place(base)),
        (1 / (PATIENCE + places)).sum(axis=0),
        (places < NEAR[0]).mean(axis=0),
        (places < NEAR[1]).mean(axis=0),
        matches.title_share,
    ]


def _families(matches: Matches, shelf: Shelf, base: Floats) -> list[Floats]:
    """The product it is about: named, and how its articles fit together."""
    lead = shelf.lead.astype(np.float64)
    best = _spread(base, shelf.family, np.maximum)
    mean = _mean(base, shelf.family)
    place = np.empty(len(base))
    for family in np.unique(shelf.family):
        mine = np.flatnonzero(shelf.family == family)
        place[mine] = _place(base[mine])
    return [
        matches.named,
        lead,
        shelf.internal.astype(np.float64),
        lead * matches.named,
        best,
        mean,
        base - mean,
        lead * best,
        np.log1p(place),
    ]


def _kinds(matches: Matches, shelf: Shelf, base: Floats) -> list[Floats]:
    """The group its product stands in: three best families' mean, share of the first 20, and naming."""
    lead = shelf.lead.astype(np.float64)
    family_mean = _mean(base, shelf.family)
    first = np.zeros(len(base))
    first[np.argsort(-base, kind="stable")[: NEAR[1]]] = 1 / NEAR[1]
    mean, share = np.zeros(len(base)), np.zeros(len(base))
    for kind in np.unique(shelf.kind):
        mine = shelf.kind == kind
        _, one_each = np.unique(shelf.family[mine], return_index=True)
        mean[mine] = np.sort(family_mean[mine][one_each])[-3:].mean()  # three: a customer compares a few products
        share[mine] = first[mine].sum()
    named = _spread(matches.named, shelf.kind, np.maximum)
    return [mean, lead * mean, share, lead * share, named, lead * named, np.full(len(base), matches.named.max())]


def _standing(matches: Matches, shelf: Shelf, base: Floats) -> list[Floats]:
    """Feedback from the first articles, and what the article is, whatever is asked."""
    once_more = shelf.centres @ shelf.centres[np.argsort(-base, kind="stable")[:FEEDBACK]].mean(axis=0)
    size = np.unique(shelf.family, return_inverse=True, return_counts=True)
    return [
        _z(once_more),
        np.log(np.maximum(shelf.length, 1)),
        np.log1p(shelf.sections),
        np.log(size[2][size[1]]),
        shelf.internal * _z(base),
        np.full(len(base), np.log(len(matches.section))),
    ]


def _best(points: Floats, count: int) -> Floats:
    """Mean of the best `count` parts of each candidate."""
    best: Floats = np.sort(points, axis=0)[-min(count, len(points)) :].mean(axis=0)
    return best


def _z(points: Floats) -> Floats:
    """Standard scores along the candidates; all zero where they do not differ."""
    spread = points.std(axis=-1, keepdims=True)
    scores: Floats = (points - points.mean(axis=-1, keepdims=True)) / np.where(spread > 1e-12, spread, 1.0)
    return scores


def _place(points: Floats) -> Floats:
    """Places from 0, the highest first."""
    places: Floats = np.empty(len(points))
    places[np.argsort(-points, kind="stable")] = np.arange(len(points))
    return places


def _spread(points: Floats, group: Ints, how: np.ufunc) -> Floats:
    out: Floats = np.full(int(group.max()) + 1, -np.inf)
    how.at(out, group, points)
    return np.asarray(out[group], dtype=np.float64)


def _mean(points: Floats, group: Ints) -> Floats:
    mean = np.bincount(group, weights=points) / np.maximum(np.bincount(group), 1)
    return np.asarray(mean[group], dtype=np.float64)
