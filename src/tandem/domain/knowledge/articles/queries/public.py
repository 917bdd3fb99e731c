"""What anybody may read without a name: wordings in force for customers, as they apply. Nothing else exists here.

Every function starts from `open_to`; absent, forbidden, not yet and elsewhere all look the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Func, Q, QuerySet

from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.applicability import PLACES, Circumstances
from tandem.core.knowledge.markdown import render
from tandem.domain.knowledge.articles.access import in_force, is_stale, with_sources
from tandem.domain.knowledge.articles.models import Article, Attachment, Redirect, Section, Version
from tandem.foundation import clock
from tandem.foundation.files.models import File

# What a card holds: bodies are long, and read from afar.
ON_A_CARD = (
    "number", "title", "summary", "language", "valid_from", *PLACES,
    "article__ref", "article__slug", "article__topics", "article__translation_of",
)  # fmt: skip
READER = Circumstances(audience="customer", channels=("help",))  # who has chosen nothing


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a public list. `everywhere`: it is restricted to no product, plan or region."""

    article_id: int
    version_id: int
    ref: str
    number: int
    slug: str
    language: str
    title: str
    summary: str
    topics: tuple[str, ...]
    updated_at: datetime
    source_id: int
    everywhere: bool


@dataclass(frozen=True, slots=True)
class PublicArticle:
    """A wording for the public: `html` is safe. `older_than_source`: the source moved on since this was translated."""

    card: Card
    html: str
    sections: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]
    related: tuple[str, ...]
    older_than_source: bool


def applying(circumstances: Circumstances, *, at: datetime) -> Q:
    """`core.knowledge.applicability.applies` as a condition on versions."""
    condition = Q(audience__contains=[circumstances.audience])
    for place in PLACES:
        known = list(getattr(circumstances, place))
        condition &= Q(**{place: []}) | Q(**{f"{place}__overlap": known}) if known else Q(**{place: []})
    condition &= Q(applies_from__isnull=True) | Q(applies_from__lte=at)
    return condition & (Q(applies_until__isnull=True) | Q(applies_until__gt=at))


def open_to(circumstances: Circumstances) -> QuerySet[Version]:
    """The wordings of articles in scope that may be shown in these circumstances now."""
    now = clock.now()
    return in_force(now).filter(applying(circumstances, at=now), article__kind="article").select_related("article").defer("content", "centre")


def cards(circumstances: Circumstances, *, language: str = "", topic: str = "", slug: str = "", first: int = 0, most: int | None = None) -> tuple[Card, ...]:
    """What may be read, by title: in one language or in all, on a topic or on any; `most` from the `first` on."""
    rows = open_to(circumstances).only(*ON_A_CARD)
    rows = rows.filter(language=language) if language else rows
    rows = rows.filter(article__topics__contains=[topic]) if topic else rows
    rows = rows.filter(article__slug=slug) if slug else rows
    return tuple(card_of(row) for row in rows.order_by("title", "id")[first : None if most is None else first + most])


def newest(circumstances: Circumstances, *, language: str, most: int) -> tuple[Card, ...]:
    """What was written or changed last."""
    return tuple(card_of(row) for row in open_to(circumstances).only(*ON_A_CARD).filter(language=language).order_by("-valid_from", "-id")[:most])


def topics_open(circumstances: Circumstances, *, language: str) -> tuple[tuple[str, int], ...]:
    """(topic, how many articles of it may be read), by name."""
    rows = open_to(circumstances).filter(language=language).order_by()
    topics = rows.annotate(one=Func(F("article__topics"), function="unnest")).values_list("one", flat=True)
    return tuple(sorted(Counter(topics).items(), key=lambda item: item[0].casefold()))


def public_article(circumstances: Circumstances, *, language: str, slug: str, address: Callable[[str], str] | None = None) -> PublicArticle:
    """The wording at an address. Raises Absent."""
    row = None if "\x00" in slug + language else open_to(circumstances).filter(article__slug=slug, article__language=language).first()
    if row is None:
        raise Absent("There is no such article.")
    return _whole(row, address)


def cards_of(circumstances: Circumstances, article_ids: Iterable[int]) -> dict[int, Card]:
    """Article's row -> its card, for those that may be read."""
    return {row.article_id: card_of(row) for row in open_to(circumstances).only(*ON_A_CARD).filter(article_id__in=set(article_ids))}


def cards_named(circumstances: Circumstances, slugs: Collection[str], *, language: str) -> tuple[Card, ...]:
    """The articles of these short names in a language, in the order of the names."""
    if not slugs:
        return ()
    rows = open_to(circumstances).only(*ON_A_CARD).filter(article__slug__in=slugs, language=language)
    found = {row.article.slug: card_of(row) for row in rows}
    return tuple(found[slug] for slug in slugs if slug in found)


def card_by_ref(ref: str, number: int) -> Card:
    """The wording of a reference and number, for who was shown it a while ago: once it was for customers. Raises Absent."""
    rows = Version.objects.filter(article__ref=ref, number=number, article__kind="article", valid_from__isnull=False, audience__contains=["customer"])
    row = rows.select_related("article").first()
    if row is None:
        raise Absent("There is no such article.")
    return card_of(row)


def tongues(circumstances: Circumstances, card: Card) -> tuple[Card, ...]:
    """The same article in every language in which it may be read, itself included, by language."""
    rows = open_to(circumstances).only(*ON_A_CARD).filter(Q(article_id=card.source_id) | Q(article__translation_of_id=card.source_id))
    return tuple(sorted((card_of(row) for row in rows), key=lambda one: one.language))


def languages_open(circumstances: Circumstances) -> tuple[str, ...]:
    """The languages in which something may be read."""
    return tuple(open_to(circumstances).order_by("language").values_list("language", flat=True).distinct())


def named_places() -> dict[str, tuple[str, ...]]:
    """Products, plans and regions that wordings in force for customers name: what a reader may choose from."""
    rows = in_force(clock.now()).filter(article__kind="article", audience__contains=["customer"]).exclude(products=[], plans=[], regions=[])
    named = list(rows.order_by().values_list("products", "plans", "regions").distinct())  # not channels: a reader is in the help centre
    return {place: tuple(sorted({value for row in named for value in row[column]})) for column, place in enumerate(PLACES[:3])}


def moved(language: str, slug: str) -> Any:
    """The entry that once had this short name, or None."""
    row = Redirect.objects.filter(kind="article", slug=slug, language=language).select_related("article").first()
    return row.article if row else None


def ended(circumstances: Circumstances, *, language: str, slug: str) -> Any:
    """The entry at an address whose last wording was open to these readers and has ended, or None.

    Whoever could not have read it is not told that it was there.
    """
    now = clock.now()
    article = Article.objects.filter(kind="article", slug=slug, language=language).first()
    last = Version.objects.filter(article=article, valid_from__lte=now).order_by("-number").first() if article else None
    if article is None or last is None or not Version.objects.filter(applying(circumstances, at=now), pk=last.pk).exists():
        return None
    is_over = article.state in ("retired", "expired") or (last.expires_at is not None and last.expires_at <= now)
    return article if is_over else None


def public_file(circumstances: Circumstances, ref: str) -> File:
    """A file that a wording open to this reader shows. Raises Absent."""
    hung = None if "\x00" in ref else Attachment.objects.filter(file__ref=ref).select_related("file").first()
    if hung is None or not open_to(circumstances).filter(article_id=hung.article_id, body__contains=f"file:{ref}").exists():
        raise Absent("There is no such file.")
    file: File = hung.file
    return file


def card_of(version: Any) -> Card:
    """A version's card. Its article is loaded with it."""
    article = version.article
    return Card(
        article_id=article.pk, version_id=version.pk, ref=article.ref, number=version.number, slug=article.slug, language=version.language,
        title=version.title, summary=version.summary, topics=tuple(article.topics), updated_at=version.valid_from,
        source_id=article.translation_of_id or article.pk, everywhere=not any(getattr(version, place) for place in PLACES[:3]),
    )  # fmt: skip


def _whole(version: Any, address: Callable[[str], str] | None) -> PublicArticle:
    sections = Section.objects.filter(version=version).order_by("position").values_list("heading", "text")
    translated = with_sources(Article.objects.filter(pk=version.article_id, translation_of__isnull=False)).first()
    return PublicArticle(
        card=card_of(version), html=render(version.body, address=address), sections=tuple(sections), needs=tuple(version.needs),
        related=tuple(version.related), older_than_source=translated is not None and is_stale(translated),
    )  # fmt: skip
