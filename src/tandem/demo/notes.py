"""What the demo remembers between starts, and its people as written down."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Login:
    """A log-in that the terminal prints."""

    what: str
    name: str
    email: str
    password: str


@lru_cache(maxsize=1)
def people() -> dict[str, list[dict[str, Any]]]:
    """`staff` and `expert` rows of people.toml."""
    return tomllib.loads((Path(__file__).parent / "people.toml").read_text())


def shifts() -> dict[str, str]:
    """Name -> early, day or late."""
    return {row["name"]: row["shift"] for row in people()["expert"]}


def home_of(slug: str) -> set[str]:
    """Names of the experts whose first brand this is: in the past they work for it alone."""
    return {row["name"] for row in people()["expert"] if row["brands"][0] == slug}


def printed() -> set[str]:
    """Names of the experts whose log-ins are printed: the live traffic leaves their desks to whoever sits down there."""
    return {row["name"] for row in people()["expert"] if row.get("login")}


def save(path: Path, logins: list[Login], tokens: dict[str, Any]) -> None:
    """Keep log-ins and tokens beside the database, readable by their owner alone, so that a second start can print them."""
    path.touch(mode=0o600)
    path.write_text(json.dumps({"logins": [[one.what, one.name, one.email, one.password] for one in logins], "tokens": tokens}))


def load(path: Path) -> tuple[list[Login], dict[str, Any]]:
    """What `save` kept."""
    kept = json.loads(path.read_text())
    return [Login(*one) for one in kept["logins"]], kept["tokens"]
