"""What of the floor somebody looks at: which brands, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.http import urlencode

from tandem.core.kit.refusals import Absent
from tandem.foundation import clock
from tandem.foundation.live.gates import floor_topic
from tandem.web.entry import visit_of

SPANS = {"today": 1, "week": 7}  # days, today included


@dataclass(frozen=True, slots=True)
class Choice:
    """The memberships looked through, those offered as a filter, the span, where it begins."""

    members: tuple[Any, ...]
    offered: tuple[Any, ...]
    slug: str
    span: str
    since: dict[int, datetime]
    now: datetime
    leads: frozenset[int]

    @property
    def zone(self) -> ZoneInfo:
        """The brand's zone; with several brands that of the first."""
        return ZoneInfo(self.members[0].brand.zone)

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(floor_topic(member) for member in self.members)

    @property
    def colours(self) -> list[tuple[str, str]]:
        return [(member.brand.slug, member.brand.accent) for member in self.offered]

    @property
    def is_vendors(self) -> bool:
        """Whether a vendor's lead looks: then everything is of the vendor's own people."""
        return any(member.vendor_id is not None for member in self.members)

    @property
    def filters(self) -> list[dict[str, Any]]:
        """The brand filter: all, then each."""
        every = [{"slug": "", "name": ""}] + [
            {"slug": member.brand.slug, "name": member.brand.name} for member in self.offered
        ]
        return [
            {**one, "query": self.query(brand=one["slug"]), "current": one["slug"] == self.slug}
            for one in every
        ]

    @property
    def spans(self) -> list[dict[str, Any]]:
        return [{"key": key, "query": self.query(span=key), "current": key == self.span} for key in SPANS]

    def query(self, *, brand: str | None = None, span: str | None = None) -> str:
        """This choice as a query, with one part changed."""
        return urlencode({"brand": self.slug if brand is None else brand, "span": span or self.span})


def choice_of(request: HttpRequest) -> Choice:
    """The choice that an address names. Raises Absent for a brand of others or an unknown span."""
    offered = visit_of(request).members
    slug, span = request.GET.get("brand", ""), request.GET.get("span", "today")
    members = tuple(member for member in offered if slug in ("", member.brand.slug))
    if not members or span not in SPANS:
        raise Absent
    now = clock.now()
    since = {
        member.brand_id: midnight(now, ZoneInfo(member.brand.zone), days=SPANS[span] - 1)
        for member in members
    }
    leads = frozenset(member.brand_id for member in members if "lead" in member.roles)
    return Choice(members, offered, slug, span, since, now, leads)


def midnight(at: datetime, zone: ZoneInfo, *, days: int = 0) -> datetime:
    """The beginning of the local day of `at`, `days` days earlier, as UTC."""
    day = at.astimezone(zone).date() - timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(at.tzinfo)
