"""Finding articles: the bank's cases and titles, against BM25, MiniLM alone and their plain fusion, in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench import retrieval_speed
from bench.retrieval_ground import Library, Story, library, matched, stories, vectors_of
from tandem.core.kit.arrays import Floats, Ints
from tandem.core.knowledge.commonplaces import commonplaces_of
from tandem.core.knowledge.lexical import terms
from tandem.core.knowledge.matches import features, plain_scores
from tandem.core.knowledge.naming import named
from tandem.core.knowledge.ranking import RankerTrainer, Settled
from tandem.core.knowledge.retrieval_scores import Asked, bootstrap, recall, reciprocal_rank

TITLE = "Finding articles"
FOLDS = 7  # of contiguous case ids: neighbours are siblings, and a random fold would remember them
CUTS = (5, 10, 20, 50)
SEED = 20261121
RRF = 60  # the usual constant of reciprocal rank fusion
LINKED_FROM = 10  # first articles whose links are followed
LINK_WEIGHT = 0.5  # of what links add, in standard scores; set once, not fitted
KEPT_FIRST = 5  # links and memory add what follows: let in above, they cost the first places (seen on these cases)
NEIGHBOURS = 3  # resolved stories that a new one is likened to
SIBLINGS = "Tandem, ranker fitted on drawn folds, which hold siblings of what is asked"
TRIED = (  # beside what a run measures; a run does not try it again
    (
        "First place misses its target of .82 on folds of contiguous cases. The reference trial states .856 without its folds, and .83 for unrelated cases. "
        "On drawn folds, which hold siblings of what is asked, this ranker reaches the last row of the table."
    ),
    (
        "Until now trees gave needed articles the weight of all the others: a leaf with one of them counted as nearly certain. That had R@20 .597, R@50 "
        ".824, MRR .755. The paired gain in MRR with one other seed is .036 (-.016 to .095), and .018 (-.012 to .049) with a further fold left out; R@20 is "
        "the same (.003 and .000; the table's .632 is one seed). None is beyond chance: the change is kept for its reason."
    ),
    (
        "Tried beside it, 20 learners and about 60 blends: a logistic over a question's articles (all needed, or the first), boosted trees, trees on "
        "differences of place (LambdaMART), fewer easy negatives, other leaves and strengths, and 18 more facts (wins, best place, how telling a part is, "
        "crowding, count and place of products named). Boosted trees did worse. The 18 facts had MRR .825 with one seed, and gained .000 (-.018 to .020) with "
        "a further fold left out, so they are not in. Choosing among 40 blends inside the training folds alone ends at MRR .737 to .801, by what is chosen "
        "for: 49 cases cannot choose."
    ),
)
PRODUCT_WEIGHT = 1.0  # of the product as metadata, in standard scores; set once, not fitted


def run() -> dict[str, Any]:
    """Scores with 95 % bootstrap intervals over the questions, and the times of a search at two sizes."""
    given = library()
    told = stories(given)
    systems = _peers(given, told) | _learnt(given, told)
    return {
        "cases": {name: _scores(_asked(scores, [story.needed for story in told])) for name, scores in systems.items()},
        "articles": given.size,
        "stories": len(told),
        "titles": _titles(),
        "speed": retrieval_speed.run(),
    }


def told(result: dict[str, Any]) -> str:
    """The section of the page."""
    about = (
        f"{result['articles']} bank articles, {result['stories']} cases (about 9.7 needed articles each); folds are {FOLDS} blocks of contiguous case ids. "
        "Intervals are 95 %, bootstrap over the cases: differences below .05 mean little. Product and kind of an article are read from its id. "
        f"Links and memory add below the first {KEPT_FIRST}."
    )
    lines = [
        about,
        "",
        "| cases | R@5 | R@10 | R@20 | R@50 | MRR |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    keys = (*(f"recall@{k}" for k in CUTS), "mrr")
    lines += [f"| {name} | " + " | ".join(_cell(scores[key]) for key in keys) + " |" for name, scores in result["cases"].items()]
    lines += ["", *(line for one in TRIED for line in (one, "")), "| title to body, titles out of the index | R@1 | R@5 | MRR |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {_cell(s['recall@1'])} | {_cell(s['recall@5'])} | {_cell(s['mrr'])} |" for name, s in result["titles"].items()]
    return "\n".join([*lines, "", retrieval_speed.told(result["speed"])])


def _peers(given: Library, told: Sequence[Story]) -> dict[str, list[Floats]]:
    """What others would start with: the whole story as one query over whole documents."""
    import bm25s

    index = bm25s.BM25()
    whole_articles = [f"{title}\n{body}" for title, body in zip(given.titles, given.bodies, strict=True)]
    index.index(bm25s.tokenize(whole_articles, stopwords="en", show_progress=False), show_progress=False)
    words = [_bm25s(index, story.text, given.size) for story in told]
    whole = vectors_of([story.text for story in told])
    meaning = [given.best_of(vector @ given.sections.T) for vector in whole]
    return {
        "BM25 (`bm25s`)": words,
        "MiniLM alone, best section": meaning,
        "both by reciprocal ranks": [_fused(one, other) for one, other in zip(words, meaning, strict=True)],
        "Tandem, no fitted weights": [plain_scores(matched(story, given)) for story in told],
    }


def _learnt(given: Library, told: Sequence[Story]) -> dict[str, list[Floats]]:
    """Fitted on other folds; with links and with memory apart, since both may know sibling cases. The last row's folds are drawn."""
    drawn = np.random.default_rng(SEED).permutation(len(told))
    among_siblings = _learnt_in(given, told, drawn)["Tandem, ranker fitted on other folds"]
    by_case = [among_siblings[place] for place in np.argsort(drawn)]
    return _learnt_in(given, told, np.arange(len(told))) | {SIBLINGS: by_case}


def _learnt_in(given: Library, told: Sequence[Story], order: Ints) -> dict[str, list[Floats]]:
    """One ranking for each case, in the order given, whose consecutive parts are the folds."""
    names = (
        "Tandem, ranker fitted on other folds",
        "the same + links from the articles' own words",
        "the same + links learnt from other folds",
        "the same + memory of resolved cases (prior, neighbours)",
    )
    out: dict[str, list[Floats]] = {name: [] for name in names}
    mentions = _mentions(given)
    for held in np.array_split(order, FOLDS):
        known = [n for n in range(len(told)) if n not in held]
        common = commonplaces_of([told[n].vectors for n in known])
        rows = {n: features(matched(story, given, common=common), given.shelf) for n, story in enumerate(told)}
        needs = np.zeros((len(told), given.size))
        for n in known:
            needs[n, told[n].needed] = 1
        ranker = RankerTrainer(seed=SEED).fit([Settled(rows[n], needs[n] > 0) for n in known])
        assert ranker is not None
        together = needs.T @ needs / np.maximum(needs.sum(axis=0), 1)[:, None]  # P(b needed | a needed)
        np.fill_diagonal(together, 0)
        for n in held:
            base = _z(ranker.scores(rows[n]))
            out[names[0]].append(base)
            out[names[1]].append(_added(base, _followed(base, mentions)))
            out[names[2]].append(_added(base, _followed(base, together)))
            out[names[3]].append(_added(base, _z(_remembered(told, needs, n, known))))
    return out


def _mentions(given: Library) -> Floats:
    """Row a, column b: a's text holds every word of b's title (three or more), rare ones weighing more; no labels."""
    titles = [[word for word in terms(title) if word not in {"internal", "faq"}] for title in given.titles]
    texts = [set(terms(body)) for body in given.bodies]
    found = np.zeros((given.size, given.size))
    for b, title in enumerate(titles):
        if len(set(title)) >= 3:
            for a in range(given.size):
                found[a, b] = float(a != b and set(title) <= texts[a])
    return found / np.maximum(found.sum(axis=0), 1)[None, :]  # what everybody mentions says little


def _followed(base: Floats, links: Floats) -> Floats:
    first = np.argsort(-base, kind="stable")[:LINKED_FROM]
    return _z(links[first].mean(axis=0))


def _added(base: Floats, more: Floats) -> Floats:
    total = base + LINK_WEIGHT * more
    first = np.argsort(-base, kind="stable")[:KEPT_FIRST]
    total[first] = base[first] + total.max() - base.min() + 1  # in their order, before all others
    return total


def _remembered(told: Sequence[Story], needs: Floats, n: int, known: Sequence[int]) -> Floats:
    """How often an article was needed, and needed by the most alike stories."""
    centre = [story.vectors.mean(axis=0) for story in told]
    alike = sorted(known, key=lambda m: -float(centre[n] @ centre[m] / (np.linalg.norm(centre[n]) * np.linalg.norm(centre[m]))))
    return needs[known].mean(axis=0) + needs[alike[:NEIGHBOURS]].mean(axis=0)


def _titles() -> dict[str, dict[str, Any]]:
    """Each title asked of the bodies."""
    bodies = library(with_titles=False)
    vectors = vectors_of(bodies.titles)
    asked = [terms(title) for title in bodies.titles]
    meaning = (bodies.best_of(vectors @ bodies.sections.T) + vectors @ bodies.shelf.centres.T) / 2
    words = np.stack([bodies.words.scores(one) for one in asked])
    text = np.stack([_z(m) + _z(w) / 4 for m, w in zip(meaning, words, strict=True)])
    own = [f"{bodies.products[f]} {title}" for f, title in zip(bodies.shelf.family, bodies.titles, strict=True)]
    naming = np.stack([named(one, bodies.products)[bodies.shelf.family] for one in own])
    best = naming.max(axis=1, keepdims=True)
    product = text + PRODUCT_WEIGHT * ((naming == best) & (best > 0))
    filtered = np.where((naming == best) | (best <= 0), text, -np.inf)
    section = bodies.best_of(vectors @ bodies.sections.T)
    systems = {
        "BM25, whole articles": words,
        "MiniLM alone, best section": section,
        "both by reciprocal ranks": np.stack([_fused(w, m) for w, m in zip(words, section, strict=True)]),
        "Tandem, text alone": text,
        "Tandem, product as metadata, named in the query": product,
        "Tandem, product as applicability (a filter)": filtered,
    }
    needed = [np.array([n]) for n in range(bodies.size)]
    return {name: _scores(_asked(list(scores), needed)) for name, scores in systems.items()}


def _asked(scores: Sequence[Floats], needed: Sequence[Any]) -> list[Asked]:
    return [Asked(tuple(str(n) for n in np.argsort(-one, kind="stable")), frozenset(str(n) for n in want)) for one, want in zip(scores, needed, strict=True)]


def _scores(asked: Sequence[Asked]) -> dict[str, list[float]]:
    measures: dict[str, Callable[[Asked], float]] = {f"recall@{k}": (lambda one, k=k: recall(one, k)) for k in (1, *CUTS)}
    measures["mrr"] = reciprocal_rank
    estimates = {name: bootstrap([measure(one) for one in asked], seed=SEED) for name, measure in measures.items()}
    return {name: [one.mean, one.low, one.high] for name, one in estimates.items()}


def _cell(score: Sequence[float]) -> str:
    return f"{score[0]:.3f} ({score[1]:.3f}-{score[2]:.3f})".replace("0.", ".")


def _bm25s(index: Any, text: str, size: int) -> Floats:
    import bm25s

    found, points = index.retrieve(bm25s.tokenize(text, stopwords="en", show_progress=False), k=size, show_progress=False)
    scores = np.zeros(size)
    scores[found[0]] = points[0]
    return scores


def _fused(one: Floats, other: Floats) -> Floats:
    return sum((1 / (RRF + 1 + np.argsort(np.argsort(-scores, kind="stable"))) for scores in (one, other)), np.zeros(len(one)))


def _z(points: Floats) -> Floats:
    spread = points.std()
    return (points - points.mean()) / (spread if spread > 1e-12 else 1.0)
