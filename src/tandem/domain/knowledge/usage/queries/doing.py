"""How wordings do, by pool, partner, version, channel or article: counted by conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tandem.core.knowledge.measures import WEEK, WINDOW, Tally
from tandem.domain.knowledge.articles.queries.shelf import Standing, standing_of_shelf
from tandem.foundation import clock
from tandem.foundation.tenancy.models import Pool, Vendor
from tandem.foundation.tenancy.scope import current

GROUPS = {"pool": "pool_id", "vendor": "vendor_id", "version": "version_id", "article": "article_id", "channel": "channel", "surface": "surface"}

# One row a conversation first, so that three drafts in one conversation count once; a reader's visit without a
# conversation is its key. Row-level security keeps a vendor's lead to the vendor's own.
TALLIES = """
WITH visits AS (
    SELECT {group} AS grouped, coalesce(nullif(conversation, ''), key) AS visit,
        bool_or(kind = 'shown') AS shown, bool_or(kind IN ('used', 'edited')) AS taken, bool_or(kind = 'edited') AS edited,
        bool_or(kind = 'dismissed') AS dismissed, bool_or(kind = 'deflected') AS deflected, bool_or(kind = 'verified_wrong') AS wrong,
        bool_or(kind = 'complaint') AS complaint, bool_or(kind = 'reopened') AS reopened,
        min(at) FILTER (WHERE kind IN ('used', 'edited')) AS taken_at
    FROM usage_fact
    WHERE brand_id = ANY (%(brands)s) AND at >= %(since)s
        AND (%(article)s::bigint IS NULL OR article_id = %(article)s) AND (%(version)s::bigint IS NULL OR version_id = %(version)s)
    GROUP BY 1, 2)
SELECT grouped, count(*) FILTER (WHERE shown), count(*) FILTER (WHERE taken), count(*) FILTER (WHERE edited),
    count(*) FILTER (WHERE dismissed), count(*) FILTER (WHERE deflected), count(*) FILTER (WHERE wrong),
    count(*) FILTER (WHERE wrong AND taken), count(*) FILTER (WHERE complaint), count(*) FILTER (WHERE reopened AND taken),
    count(*) FILTER (WHERE taken_at <= %(over)s),
    count(*) FILTER (WHERE taken_at <= %(over)s AND NOT (reopened OR wrong OR complaint))
FROM visits GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Doing:
    """How something does: `key` is the row's number or word, `name` what people call it, `kind` a pool's kind."""

    key: int | str | None
    name: str
    kind: str
    tally: Tally


def tallies(by: str, *, article_id: int | None = None, version_id: int | None = None, since: datetime | None = None) -> dict[int | str | None, Tally]:
    """Group (a row's id, or a word) -> how it did since then (the last 28 days), within the scope's brands and vendor."""
    now = clock.now()
    asked: dict[str, Any] = {"article": article_id, "version": version_id, "since": since or now - WINDOW, "over": now - WEEK}
    with connection.cursor() as cursor:
        cursor.execute(TALLIES.format(group=GROUPS[by]), {**asked, "brands": list(current().brands)})  # a column of the table above
        return {row[0]: Tally(*row[1:]) for row in cursor.fetchall()}


def by_pool(*, article_id: int | None = None, version_id: int | None = None) -> tuple[Doing, ...]:
    """Pools with their partner, then what no pool served (the help centre), the most shown first."""
    found = tallies("pool", article_id=article_id, version_id=version_id)
    pools = {pool.pk: pool for pool in Pool.objects.filter(pk__in=[key for key in found if key is not None])}
    rows = [Doing(key, pools[key].name if key in pools else "", pools[key].kind if key in pools else "", tally) for key, tally in found.items()]
    return tuple(sorted(rows, key=lambda row: (row.key is None, -row.tally.shown, row.name)))


def by_partner() -> tuple[Doing, ...]:
    """Partners, and (key None) the brand's own people together: the same articles, served by whom."""
    found = tallies("vendor")
    names = dict(Vendor.objects.filter(pk__in=[key for key in found if key is not None]).values_list("pk", "name"))
    rows = [Doing(key, names.get(key, "") if isinstance(key, int) else "", "", tally) for key, tally in found.items()]
    return tuple(sorted(rows, key=lambda row: (row.key is None, -row.tally.shown)))


def by_version(article_id: int, numbers: dict[int, int]) -> tuple[Doing, ...]:
    """The versions of an article, the newest first; `numbers`: version's row -> its number."""
    found = tallies("version", article_id=article_id)
    rows = [Doing(key, str(numbers.get(key, "")), "", tally) for key, tally in found.items() if isinstance(key, int)]
    return tuple(sorted(rows, key=lambda row: -int(row.name or 0)))


@dataclass(frozen=True, slots=True)
class ArticleDoing:
    """An article in force: where it stands and how it did."""

    standing: Standing
    tally: Tally


def by_article(*, most: int = 200) -> tuple[ArticleDoing, ...]:
    """Every article in force, those that people used most first; what nobody met stands with zeros."""
    found = tallies("article")
    rows = [ArticleDoing(one, found.get(one.article_id, Tally())) for one in standing_of_shelf()]
    return tuple(sorted(rows, key=lambda row: (-row.tally.taken, -row.tally.shown, row.standing.title))[:most])
