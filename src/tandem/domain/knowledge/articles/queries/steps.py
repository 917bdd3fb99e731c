"""What is needed with an article: the entries that it names as next steps, where they are in force and apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tandem.core.knowledge.applicability import Circumstances, applies
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.articles.models import Version
from tandem.domain.knowledge.articles.queries.wordings import applicability_of
from tandem.foundation import clock


@dataclass(frozen=True, slots=True)
class Step:
    """An entry that is needed with another: its wording in force."""

    ref: str
    kind: str
    number: int
    title: str


def needed_with(names: Iterable[tuple[str, int]], *, circumstances: Circumstances, language: str = "en") -> dict[tuple[str, int], tuple[Step, ...]]:
    """(article's reference, version's number) -> what that wording needs, in its order; none of it is itself among `names`."""
    asked = set(names)
    rows = Version.objects.filter(article__ref__in={ref for ref, _ in asked}).select_related("article")
    wordings = {(row.article.ref, row.number): tuple(row.needs) for row in rows if (row.article.ref, row.number) in asked}
    named = {slug for needs in wordings.values() for slug in needs}
    if not named:
        return {}
    now, known = clock.now(), {ref for ref, _ in asked}
    held = in_force(now).filter(article__slug__in=named).select_related("article").order_by("article__kind", "pk")
    found: dict[str, Version] = {}
    for version in held:
        if applies(applicability_of(version), circumstances, at=now) and (version.article.slug not in found or _speaks(version, language)):
            found[version.article.slug] = version
    return {
        name: tuple(
            Step(found[slug].article.ref, found[slug].article.kind, found[slug].number, found[slug].title)
            for slug in needs if slug in found and found[slug].article.ref not in known
        )
        for name, needs in wordings.items()
    }  # fmt: skip


def _speaks(version: Version, language: str) -> bool:
    return version.language.partition("-")[0] == language.partition("-")[0]
