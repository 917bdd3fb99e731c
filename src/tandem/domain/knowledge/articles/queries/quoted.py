"""Whether what was quoted still stands: wordings by name, and what became of those that do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from tandem.core.knowledge.applicability import Circumstances, applies
from tandem.core.knowledge.measures import Cited
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.articles.models import Article, Section, Version
from tandem.domain.knowledge.articles.queries.wordings import applicability_of
from tandem.foundation import clock


@dataclass(frozen=True, slots=True)
class Fallen:
    """A wording that may no longer be quoted. `how`: retired, expired, replaced, or elsewhere (it applies to something else).

    `now` is the number of the wording that holds in its place, where one does and applies.
    """

    article: str
    number: int
    title: str
    how: str
    now: int | None


def fallen(names: Iterable[tuple[str, int]], *, circumstances: Circumstances | None = None) -> tuple[Fallen, ...]:
    """Those of these (article's reference, version's number) that are not in force now, or do not apply in the circumstances."""
    wanted = sorted(set(names))
    if not wanted:
        return ()
    now = clock.now()
    versions = in_force(now).filter(article__ref__in={ref for ref, _ in wanted}).select_related("article")
    held = {version.article.ref: version for version in versions}
    fit = {ref for ref, version in held.items() if circumstances is None or applies(applicability_of(version), circumstances, at=now)}
    gone = [name for name in wanted if name[0] not in fit or held[name[0]].number != name[1]]
    return tuple(_fallen(ref, number, held.get(ref), fits=ref in fit) for ref, number in gone)


def quotable(names: Iterable[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    """Those of these wordings that are for customers too, and not for staff alone."""
    wanted = set(names)
    rows = Version.objects.filter(article__ref__in={ref for ref, _ in wanted}, audience__contains=["customer"])
    return frozenset(wanted & set(rows.values_list("article__ref", "number")))


def sections_named(names: Iterable[tuple[str, int]]) -> tuple[tuple[Cited, str], ...]:
    """The sections of these wordings with their text, in order: what somebody may have quoted."""
    wanted = set(names)
    rows = Section.objects.filter(version__article__ref__in={ref for ref, _ in wanted}).order_by("version_id", "position")
    found = rows.values_list("version__article__ref", "version__number", "section_ref", "text")
    return tuple((Cited(ref, number, section), text) for ref, number, section, text in found if (ref, number) in wanted)


def hold(names: Iterable[tuple[str, int]]) -> None:
    """Keep these entries as they are until the transaction ends: whoever retires or replaces one waits, or is waited for.

    It ends the race of a quotation with a withdrawal: what is read of them afterwards stays true until the commit.
    Locked in the order of their rows, so that two never wait for each other.
    """
    refs = sorted({ref for ref, _ in names})
    if refs:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM articles_article WHERE ref = ANY (%s) ORDER BY id FOR SHARE", [refs])


def _fallen(ref: str, number: int, holding: Version | None, *, fits: bool) -> Fallen:
    quoted = Version.objects.filter(article__ref=ref, number=number).select_related("article").first()
    title = quoted.title if quoted else ref
    if holding is not None:
        same = holding.number == number
        return Fallen(ref, number, title, "elsewhere" if same else "replaced", holding.number if fits else None)
    article: Article | None = quoted.article if quoted else None
    return Fallen(ref, number, title, "retired" if article is None or article.state == "retired" else "expired", None)
