"""Questions in five languages against articles in English and in their own: MiniLM and the multilingual embedder, in one run."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import numpy as np

TITLE = "Other languages"
GROUND = Path(__file__).with_name("multilingual.toml")
LANGUAGES = ("de", "fr", "es", "pt", "pl")
ENGLISH = "en"


def run() -> dict[str, Any]:
    """Right article first and among five, of 150 questions; CPU milliseconds a question, one at a time on one thread."""
    from tandem.foundation.ai.embedders.e5 import MultilingualE5
    from tandem.foundation.ai.embedders.hashed import Hashed
    from tandem.foundation.ai.embedders.onnx import minilm

    matters = tomllib.loads(GROUND.read_text())["matter"]
    models = {"letters and words (hashed n-grams)": Hashed(), "MiniLM": minilm(), "multilingual-e5-small, as it is": Plain(), "multilingual": MultilingualE5()}
    return {"matters": len(matters), "models": {name: measured(model, matters) for name, model in models.items()}}


class Plain:
    """The multilingual model without the middles taken away: what that gives."""

    def __init__(self) -> None:
        from tandem.foundation.ai.embedders.e5 import MultilingualE5

        self.model = MultilingualE5()
        self.model.middle_asked = self.model.middle_said = np.zeros(384, dtype=np.float32)
        self.embed, self.embed_asked = self.model.embed, self.model.embed_asked


def measured(model: Any, matters: list[dict[str, list[str]]]) -> dict[str, Any]:
    """Hits at 1 and at 5 for each language, against the English articles and against those in the question's language."""
    articles = {language: model.embed([f"{one[language][0]}\n{one[language][1]}" for one in matters]) for language in (ENGLISH, *LANGUAGES)}
    began = time.process_time()
    asked = {language: np.vstack([model.embed_asked([one[language][2]]) for one in matters]) for language in LANGUAGES}
    spent = (time.process_time() - began) * 1000 / (len(matters) * len(LANGUAGES))
    english = {language: ranks(asked[language], articles[ENGLISH]) for language in LANGUAGES}
    own = {language: ranks(asked[language], articles[language]) for language in LANGUAGES}
    return {"cpu_ms": spent, "english": hits(english), "own": hits(own)}


def ranks(asked: Any, said: Any) -> Any:
    """How many articles lie nearer to each question than the one that answers it."""
    alike = asked @ said.T
    return (alike > np.diag(alike)[:, None]).sum(axis=1)


def hits(places: dict[str, Any]) -> dict[str, Any]:
    """Shares of right answers at 1 and 5, each language and all; the interval is of the whole, over matters (1,000 resamples)."""
    every = np.array([places[language] for language in places])
    chance = np.random.default_rng(1)
    drawn = [every[:, chance.integers(0, every.shape[1], every.shape[1])] for _ in range(1000)]
    out: dict[str, Any] = {language: [float((rank < k).mean()) for k in (1, 5)] for language, rank in places.items()}
    out["all"] = [[float((every < k).mean()), *(float(x) for x in np.quantile([(one < k).mean() for one in drawn], (0.025, 0.975)))] for k in (1, 5)]
    return out


def told(result: dict[str, Any]) -> str:
    """The section of the page."""
    lines = [
        f"{result['matters']} matters of customer service, each with a question in five languages ({', '.join(LANGUAGES)}) in other words than the article's,",
        "and an article of two lines in each of them and in English; all written for this benchmark (`bench/multilingual.toml`). By meaning alone, no words.",
        "R@1 / R@5 of 150 questions; intervals over matters. CPU is of one question on one thread.",
        "",
        "| embedder | English articles R@1 | R@5 | own language R@1 | R@5 | CPU ms a question |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in result["models"].items():
        cells = [f"{mean:.2f} ({low:.2f}-{high:.2f})" for side in ("english", "own") for mean, low, high in row[side]["all"]]
        lines.append(f"| {name} | {' | '.join(cells)} | {row['cpu_ms']:.1f} |")
    lines += ["", "| multilingual, by language | " + " | ".join(LANGUAGES) + " |", "| --- |" + " --- |" * len(LANGUAGES)]
    row = result["models"]["multilingual"]
    for side, name in (("english", "English articles"), ("own", "own language")):
        lines.append(f"| {name} | " + " | ".join(" / ".join(f"{x:.2f}" for x in row[side][language]) for language in LANGUAGES) + " |")
    return "\n".join(lines)
