"""The shelf as a whole: versions by name, what is in force with its age, its sections: for those who measure it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Q

from tandem.core.kit.arrays import Floats
from tandem.core.knowledge.applicability import Applicability
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.articles.models import Section, Version
from tandem.domain.knowledge.articles.queries.wordings import applicability_of
from tandem.foundation import clock


@dataclass(frozen=True, slots=True)
class Standing:
    """An article in force: its version and its dates."""

    article_id: int
    ref: str
    title: str
    version_id: int
    number: int
    topics: tuple[str, ...]
    valid_from: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShelfSection:
    """A section in force, with what it applies to and its meaning: a vector of norm one."""

    section_id: int
    section_ref: str
    article_id: int
    article: str
    version_id: int
    version: int
    title: str
    heading: str
    text: str
    language: str
    applies: Applicability
    meaning: Floats


def versions_named(names: Iterable[tuple[str, int]]) -> dict[tuple[str, int], tuple[int, int]]:
    """(article's reference, version's number) -> (article's row, version's row), for those that exist in scope."""
    wanted = set(names)
    if not wanted:
        return {}
    rows = Version.objects.filter(article__ref__in={ref for ref, _ in wanted}, number__in={number for _, number in wanted})
    found = {(ref, number): (article_id, pk) for ref, number, article_id, pk in rows.values_list("article__ref", "number", "article_id", "pk")}
    return {name: found[name] for name in wanted if name in found}


def standing_of_shelf() -> tuple[Standing, ...]:
    """Every article in force in scope, by title."""
    rows = in_force(clock.now()).filter(article__kind="article").select_related("article").order_by("title", "id")
    return tuple(_standing(row) for row in rows)


def _standing(row: Version) -> Standing:
    begins = row.valid_from or row.created_at  # what is in force has both; the first is what counts
    return Standing(row.article_id, row.article.ref, row.title, row.pk, row.number, tuple(row.article.topics), begins, row.expires_at)


def sections_of_shelf(*, articles: Sequence[int] | None = None) -> tuple[ShelfSection, ...]:
    """Every section in force in scope (of these articles), by article and place."""
    versions = in_force(clock.now()).filter(Q(article_id__in=articles) if articles is not None else Q())
    held = {version.pk: (version, applicability_of(version)) for version in versions.select_related("article")}
    rows = Section.objects.filter(version_id__in=held).order_by("version__article_id", "position")
    return tuple(
        ShelfSection(
            row.pk, row.section_ref, held[row.version_id][0].article_id, held[row.version_id][0].article.ref, row.version_id,
            held[row.version_id][0].number, row.title, row.heading, row.text, row.language, held[row.version_id][1],
            np.asarray(row.embedding, dtype=np.float64),
        )
        for row in rows
    )  # fmt: skip


def heading_of(version_id: int, section_ref: str) -> str | None:
    """The heading of a version's section ("" where it has none); None when there is no such section."""
    row = Section.objects.filter(version_id=version_id, section_ref=section_ref).values_list("heading", flat=True).first()
    return row if row is None else str(row)
