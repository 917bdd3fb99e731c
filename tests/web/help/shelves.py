"""What the tests of the help centre share: articles in force, and a reader's browser."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tandem.core.knowledge.applicability import Applicability
from tandem.core.knowledge.documents import Document
from tandem.foundation.tenancy.scope import scope
from tests.knowing import in_force

HTMX = {"HX-Request": "true"}
BODY = "Turn the screw to the right.\n\n## How long does it take?\n\nAbout ten minutes."


def put(house: Any, slug: str = "chairs", *, title: str = "Loose chair legs", body: str = BODY, audience: tuple[str, ...] = (), **values: Any) -> Any:
    """An article in force; `audience`, `products`, `plans` and `regions` say for whom."""
    places = {name: values.pop(name) for name in ("products", "plans", "regions", "channels", "applies_from", "applies_until") if name in values}
    applies = Applicability(audience=audience or ("customer", "expert", "lead"), **places)
    with scope(house.scope):
        return in_force(house.brand.pk, Document(slug=slug, title=title, body=body, applies=applies, **values))


def get(path: str, *, client: Client | None = None, **options: Any) -> Any:
    return (client or Client()).get(path, **options)


def at(house: Any, slug: str = "", language: str = "en") -> str:
    return f"/help/{house.brand.slug}/{language}/{slug}"
