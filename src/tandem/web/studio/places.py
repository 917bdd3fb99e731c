"""In which brand somebody reads or writes: one at a time, since brands never mix."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tandem.core.kit.refusals import Absent
from tandem.domain.knowledge.articles.access import article_for, sees_drafts
from tandem.foundation.live.tickets import horizon
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in
from tandem.web.entry import Visit, visit_of

READERS = ("expert", "lead", "author", "approver", "brand_owner", "reviewer", "auditor")
WRITERS = ("author", "approver")


@dataclass(frozen=True, slots=True)
class Place:
    """A brand, the person's membership in it and the actor they are there.

    `cursor` of the live stream was taken before anything was read, so that nothing falls between.
    """

    member: Any
    actor: Actor
    others: tuple[Any, ...]
    cursor: str

    @property
    def brand(self) -> Any:
        return self.member.brand

    @property
    def may_write(self) -> bool:
        return not {"author", "approver"}.isdisjoint(self.member.roles)

    @property
    def may_release(self) -> bool:
        return "approver" in self.member.roles

    @property
    def may_rule(self) -> bool:
        return "brand_owner" in self.member.roles

    @property
    def sees_drafts(self) -> bool:
        return sees_drafts(self.actor)


@contextmanager
def place_of(request: HttpRequest) -> Iterator[Place]:
    """The brand that `?brand=` names, else the person's first; the scope is narrowed to it. Raises Absent."""
    visit = visit_of(request)
    slug = request.GET.get("brand", "")
    member = next((one for one in visit.members if slug in ("", one.brand.slug)), None)
    if member is None:
        raise Absent
    with writing_in(member.brand_id):
        yield _place(visit, member)


@contextmanager
def place_of_article(request: HttpRequest, ref: str) -> Iterator[tuple[Place, Any]]:
    """The article, in the brand that it belongs to; the scope is narrowed to that brand. Raises Absent."""
    visit = visit_of(request)
    for member in visit.members:
        with writing_in(member.brand_id):
            place = _place(visit, member)
            article = _found(place.actor, ref)
            if article is not None:
                yield place, article
                return
    raise Absent("There is no such article.")


def file_address(ref: str) -> str:
    """Where this surface serves a file that an article shows."""
    return reverse("studio:file", args=[ref])


def _place(visit: Visit, member: Any) -> Place:
    return Place(member, visit.actor_in(member.brand_id), tuple(visit.members), horizon())


def _found(actor: Actor, ref: str) -> Any:
    try:
        return article_for(actor, ref)
    except Absent:
        return None
