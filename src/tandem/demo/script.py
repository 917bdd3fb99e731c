"""What the demo's people say: questions in customers' words, lines of experts, read from the brands' files."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "brands"
SLUGS = ("northwind", "hearth")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question, in several people's words."""

    key: str
    queue: str
    weight: float
    handle_minutes: float
    mood: str
    openers: tuple[str, ...]
    followups: tuple[str, ...]
    closers: tuple[str, ...]
    impatient: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A brand's settings and voices."""

    slug: str
    brand: dict[str, Any]
    kinds: tuple[Kind, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    lines: dict[str, list[str]]

    @property
    def articles(self) -> Path:
        return HERE / self.slug / "articles"

    def pick_kind(self, rng: random.Random) -> Kind:
        """A kind by its weight."""
        return rng.choices(self.kinds, weights=[kind.weight for kind in self.kinds])[0]

    def name(self, rng: random.Random) -> str:
        return f"{rng.choice(self.first)} {rng.choice(self.last)}"

    def fill(self, text: str, rng: random.Random, **given: str) -> str:
        """`text` with its slots filled."""
        slots = self.brand["slots"]
        values = {
            "station_a": rng.choice(slots["station_a"]), "station_b": rng.choice(slots["station_b"]), "product": rng.choice(slots["product"]),
            "city": rng.choice(slots["city"]), "booking": f"{slots['prefix']}-{rng.randint(10000, 99999)}",
            "order": f"{slots['prefix']}-{rng.randint(10000, 99999)}",
            "time": f"{rng.randint(6, 21):02d}:{rng.choice((3, 12, 18, 27, 42, 51)):02d}", "amount": f"£{rng.randint(8, 240)}.{rng.choice((0, 50, 90)):02d}",
            "first": "there", "me": "",
        }  # fmt: skip
        return text.format_map(values | given)


@lru_cache(maxsize=8)
def script_of(slug: str) -> Script:
    """A brand's script, read once."""
    brand = tomllib.loads((HERE / slug / "brand.toml").read_text())
    asked = tomllib.loads((HERE / slug / "questions.toml").read_text())
    kinds = tuple(
        Kind(
            k["key"], k["queue"], float(k["weight"]), float(k["handle_minutes"]), k["mood"], tuple(k["openers"]), tuple(k.get("followups", ())),
            tuple(k.get("closers", ())), tuple(k.get("impatient", ())),
        )
        for k in asked["kind"]
    )  # fmt: skip
    return Script(slug, brand, kinds, tuple(asked["names"]["first"]), tuple(asked["names"]["last"]), asked["expert_lines"])
