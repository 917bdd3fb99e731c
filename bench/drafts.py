"""Drafts: how many questions get one, and how many of those lead with the needed article. `python -m bench.drafts` fits the weights.

The questions that shoppers of the two demo brands ask, written apart from their articles, labelled by topic. What is
fitted on one brand is tried on the other, both ways. Precedents are a brand's own questions in other folds. With
TANDEM_TRIAL_DATA also the sources beside a long story, on the bank's cases; nothing was fitted on those.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.core.kit.arrays import Floats

TITLE = "Drafts"
BRANDS = ("hearth", "northwind")
SEED = 20261122
FOLDS = 5  # random: every topic keeps precedents in other folds
DRAWS = 3  # of folds
STRENGTH = 0.1  # C of the logistic
PRECISIONS = (0.8, 0.9)
FEWEST = 10  # drafts: of fewer a precision says nothing
RESAMPLES = 1000
KINDS = {"text alone": (0,), "with precedents": (0, 1)}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question: features and likeness of its candidates, which of them are needed, and whether any article is."""

    tables: tuple[Floats, Floats]
    needed: Any
    answerable: bool


def run() -> dict[str, Any]:
    """In a state folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tandem-drafts-") as folder:
        env = os.environ | {"TANDEM_HOME": folder}
        done = subprocess.run([sys.executable, "-m", "bench.drafts", "here"], env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def told(result: dict[str, Any]) -> str:
    """The section of the page."""
    about = (
        f"{result['questions']} questions of two demo brands, {result['answerable']} of them answerable; fitted on one brand, tried on the other; "
        f"{DRAWS} draws of folds for the precedents. Precision counts drafts of questions without an answer as wrong. Intervals are 95 %, bootstrap over "
        "the questions of one draw. “Still”: the threshold is found on the brand itself, so an upper bound; “carried”: found on the other brand."
    )
    heads = ("brand, confidence", "led with the needed article", "AUROC of the lead", "drafted of the answerable, precision still .9", "still .8")
    lines = [about, "", f"| {' | '.join(heads)} | carried for .8: drafted; precision |", "| --- | --- | --- | --- | --- | --- |"]
    for name, row in result["rows"].items():
        still = [f"{row[f'still@{p}'][0]:.3f} ({row[f'still@{p}'][1]:.3f}-{row[f'still@{p}'][2]:.3f})" for p in (0.9, 0.8)]
        lines.append(f"| {name} | {row['led']:.3f} | {row['auroc']:.3f} | {still[0]} | {still[1]} | {row['carried'][0]:.3f}; {row['carried'][1]:.3f} |")
    lines += ["", "As it ships (its weights were fitted on these questions), from a confidence of 0.6:", ""]
    lines += ["| brand, confidence | drafted of the answerable | precision of all drafts | drafted of the unanswerable |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {row[0]:.3f} | {row[1]:.3f} | {row[2]:.3f} |" for name, row in result["stands"].items()]
    if result["stories"]:
        lines += ["", "Sources beside a long story, the bank's 49 cases, no ranker in force:", ""]
        lines += ["| sources | with a needed article among them | MRR of those shown | needed articles shown |", "| --- | --- | --- | --- |"]
        for name, row in result["stories"].items():
            cells = (f"{mean:.3f} ({low:.3f}-{high:.3f})" for mean, low, high in row)
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    from tandem.cli.running import opened

    opened(schema=True)
    asked = {slug: _asked(slug) for slug in BRANDS}
    stories = _stories() if "TANDEM_TRIAL_DATA" in os.environ else {}
    from tandem.foundation.database import server

    server.stop()
    draws = [{slug: weighed(questions, seed=SEED + n) for slug, questions in asked.items()} for n in range(DRAWS)]
    everything = draws[0]["hearth"] + draws[0]["northwind"]
    result: dict[str, Any] = {
        "questions": len(everything), "answerable": sum(one.answerable for one in everything),
        "rows": {f"{slug}, {kind}": tried(draws, slug, parts) for slug in BRANDS for kind, parts in KINDS.items()},
        "stands": {f"{slug}, {kind}": standing([draw[slug] for draw in draws], parts) for slug in BRANDS for kind, parts in KINDS.items()},
        "stories": stories,
        "weights": {kind: fitted(everything, parts).told for kind, parts in KINDS.items()},
    }  # fmt: skip
    print(json.dumps(result["weights"]), file=sys.stderr)
    print(json.dumps(result))


def _asked(slug: str) -> list[tuple[Any, frozenset[str], Any]]:
    """(candidates, needed articles, meaning) of each question, as the product finds them."""
    from tandem.cli.trials import trial_people
    from tandem.core.knowledge.files.reading import read_file
    from tandem.demo.script import script_of
    from tandem.domain.assistance.suggestions.queries.answering import CUSTOMER, candidates_for
    from tandem.domain.knowledge.releases.actions.many import release_documents
    from tandem.foundation import clock
    from tandem.foundation.ai.embedding import embed_one
    from tandem.foundation.tenancy.models import Brand
    from tandem.foundation.tenancy.scope import Scope, scope

    script, chance = script_of(slug), random.Random(SEED)
    documents = [one for path in sorted(script.articles.glob("*.md")) for one in read_file(path.name, path.read_bytes()).documents]
    brand = Brand.objects.create(slug=slug, name=slug, is_demo=True, created_at=clock.now()).pk
    out = []
    with scope(Scope(brands=(brand,), purpose="benchmark")):
        release_documents(*trial_people(brand, slug), brand, documents=documents)
        for kind in script.kinds:
            needed = frozenset(one.slug for one in documents if kind.key in one.topics)
            for opener in kind.openers:
                text = script.fill(opener, chance)
                out.append((candidates_for(brand, text, matter=CUSTOMER), needed, np.array(embed_one(text))))
    return out


def _stories() -> dict[str, list[list[float]]]:
    """Orders of the sources beside each of the bank's cases: share with a needed one, MRR, how many needed."""
    from bench.retrieval_ground import lines
    from bench.walk_cases import document_of
    from tandem.cli.trials import trial_people
    from tandem.core.assistance.confidence import confidences
    from tandem.core.assistance.drafting import MOST_OF_STORY, MOST_SOURCES, RELEVANT_FROM
    from tandem.core.knowledge.applicability import Circumstances
    from tandem.core.knowledge.documents import slugged
    from tandem.core.knowledge.retrieval_scores import bootstrap
    from tandem.domain.assistance.suggestions.queries.answering import candidates_for
    from tandem.domain.knowledge.releases.actions.many import release_documents
    from tandem.foundation import clock
    from tandem.foundation.tenancy.models import Brand
    from tandem.foundation.tenancy.scope import Scope, scope

    brand = Brand.objects.create(slug="bank", name="Bank", is_demo=True, created_at=clock.now()).pk
    shown: dict[str, list[list[bool]]] = {}
    with scope(Scope(brands=(brand,), purpose="benchmark")):
        release_documents(*trial_people(brand, "bank"), brand, documents=[document_of(article) for article in lines("bank_articles.jsonl.gz")])
        for case in lines("bank_cases.jsonl.gz"):
            candidates = candidates_for(brand, case["scenario"], matter=Circumstances(audience="expert"))
            needed, sure = {slugged(one) for one in case["required_documents"]}, confidences(candidates)
            hits = [one.lead.slug in needed for one in candidates]
            by_sure = [hits[n] for n in np.argsort(-sure, kind="stable") if sure[n] >= RELEVANT_FROM]
            orders = {
                f"by confidence, {MOST_SOURCES} (before)": by_sure[:MOST_SOURCES],
                f"by confidence, {MOST_OF_STORY}": by_sure[:MOST_OF_STORY],
                f"in the order of the search, {MOST_SOURCES}": hits[:MOST_SOURCES],
                f"in the order of the search, {MOST_OF_STORY} (now)": hits[:MOST_OF_STORY],
            }
            for name, some in orders.items():
                shown.setdefault(name, []).append(some)
    out = {}
    for name, each in shown.items():
        values = [[float(any(some)) for some in each], [1 / (some.index(True) + 1) if any(some) else 0.0 for some in each], [float(sum(some)) for some in each]]
        estimates = [bootstrap(one, seed=SEED) for one in values]
        out[name] = [[one.mean, one.low, one.high] for one in estimates]
    return out


def weighed(asked: Sequence[tuple[Any, frozenset[str], Any]], *, seed: int) -> list[Weighed]:
    """The questions with their likeness to those of other folds."""
    from tandem.core.assistance.evidence import features
    from tandem.core.assistance.precedents import likeness_by

    fold = np.random.default_rng(seed).permutation(len(asked)) % FOLDS
    meanings = np.array([meaning for _, _, meaning in asked])
    cosines = meanings @ meanings.T
    out = []
    for n, (candidates, needed, _) in enumerate(asked):
        others = np.flatnonzero(fold != fold[n])
        slugs = [one.lead.slug for one in candidates]
        like = likeness_by(cosines[n, others], slugs, answered_by=[asked[m][1] for m in others])
        out.append(Weighed((features(candidates), like), np.array([slug in needed for slug in slugs]), bool(needed)))
    return out


@dataclass(frozen=True, slots=True)
class Fitted:
    """The logistic that `core.assistance.confidence` states."""

    weights: Floats
    bias: float
    parts: tuple[int, ...]

    def lead(self, one: Weighed) -> tuple[float, bool]:
        """The confidence of the article led with, and whether it is needed."""
        scores = 1 / (1 + np.exp(-(np.hstack([one.tables[part] for part in self.parts]) @ self.weights + self.bias)))
        first = int(scores.argmax())
        return float(scores[first]), bool(one.needed[first])

    @property
    def told(self) -> dict[str, Any]:
        return {"weights": [round(float(weight), 3) for weight in self.weights], "bias": round(self.bias, 3)}


def fitted(questions: Sequence[Weighed], parts: tuple[int, ...]) -> Fitted:
    from sklearn.linear_model import LogisticRegression

    rows = np.vstack([np.hstack([one.tables[part] for part in parts]) for one in questions])
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(rows, np.concatenate([one.needed for one in questions]))
    return Fitted(model.coef_[0], float(model.intercept_[0]), parts)


def tried(draws: Sequence[dict[str, list[Weighed]]], slug: str, parts: tuple[int, ...]) -> dict[str, Any]:
    """Fitted on the other brand; means over the draws."""
    from sklearn.metrics import roc_auc_score

    other = next(one for one in BRANDS if one != slug)
    rows, first = [], None
    for draw in draws:
        model = fitted(draw[other], parts)
        leads, theirs = led(model, draw[slug]), _out_of_fold(draw[other], parts)
        first = leads if first is None else first
        from_other = cut(theirs, 0.8)
        row = {"led": leads[leads[:, 2] > 0, 1].mean(), "auroc": roc_auc_score(leads[:, 1], leads[:, 0])}
        row |= {f"still@{p}": drafted(leads, cut(leads, p))[0] for p in PRECISIONS}
        rows.append(row | {"carried": drafted(leads, from_other)})
    assert first is not None
    out: dict[str, Any] = {key: float(np.mean([row[key] for row in rows])) for key in rows[0] if key != "carried"}
    for p in PRECISIONS:
        out[f"still@{p}"] = [out[f"still@{p}"], *interval(first, lambda some, p=p: drafted(some, cut(some, p))[0])]
    return out | {"carried": np.mean([row["carried"] for row in rows], axis=0).tolist()}


def standing(draws: Sequence[list[Weighed]], parts: tuple[int, ...]) -> list[float]:
    """From the confidence that the desk shows drafts from: drafted of the answerable, precision, drafted of the others."""
    from tandem.core.assistance import confidence
    from tandem.core.assistance.drafting import SHOWN_FROM

    weights, bias = (confidence.WEIGHTS, confidence.BIAS) if len(parts) == 1 else (confidence.WEIGHTS_LIKE, confidence.BIAS_LIKE)
    rows = []
    for draw in draws:
        leads = led(Fitted(weights, bias, parts), draw)
        others = leads[leads[:, 2] == 0, 0]
        rows.append((*drafted(leads, SHOWN_FROM), float((others >= SHOWN_FROM).mean())))
    return [float(one) for one in np.mean(rows, axis=0)]


def led(model: Fitted, questions: Sequence[Weighed]) -> Floats:
    """Confidence, whether right, whether answerable; one row a question."""
    return np.array([(*model.lead(one), one.answerable) for one in questions], dtype=np.float64)


def _out_of_fold(questions: Sequence[Weighed], parts: tuple[int, ...]) -> Floats:
    """The same where each half was fitted on the other half."""
    halves = [list(questions[0::2]), list(questions[1::2])]
    return np.vstack([led(fitted(halves[1 - n], parts), halves[n]) for n in (0, 1)])


def cut(leads: Floats, precision: float) -> float:
    """The lowest confidence from which the drafts above it are still so precise; above one where none is."""
    ranked = leads[np.argsort(-leads[:, 0], kind="stable")]
    share = np.cumsum(ranked[:, 1]) / np.arange(1, len(ranked) + 1)
    enough = np.flatnonzero((share >= precision) & (np.arange(len(ranked)) + 1 >= FEWEST))
    return float(ranked[enough[-1], 0]) if len(enough) else 2.0


def drafted(leads: Floats, floor: float) -> tuple[float, float]:
    """(drafted of the answerable, precision of all that is drafted)."""
    above = leads[leads[:, 0] >= floor]
    return float(above[:, 2].sum() / max(leads[:, 2].sum(), 1)), float(above[:, 1].mean()) if len(above) else 1.0


def interval(leads: Floats, of: Callable[[Floats], float]) -> tuple[float, float]:
    chance = np.random.default_rng(SEED)
    values = [of(leads[chance.integers(0, len(leads), len(leads))]) for _ in range(RESAMPLES)]
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


if __name__ == "__main__":
    if sys.argv[1:] == ["here"]:
        main()
    else:
        print(told(run()))
