"""The approval card of an entry of any kind: how far its open version is, who may stand for it, what one may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tandem.core.knowledge.releases import is_expiring, money_touched
from tandem.domain.knowledge.articles.access import article_for, sees_drafts
from tandem.domain.knowledge.articles.queries.versions import before_version, last_version, open_version, published_version
from tandem.domain.knowledge.releases.access import may_approve
from tandem.domain.knowledge.releases.models import Contribution, Nudge
from tandem.domain.knowledge.releases.queries.standing import standing_of, wording_text
from tandem.domain.knowledge.releases.queries.stories import Step, story_of
from tandem.foundation import clock
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership


@dataclass(frozen=True, slots=True)
class Card:
    """An entry's open version, else its last one. `seal` names the wording that whoever approves has read.

    `asked` are those who may still stand for it; `money` how many sentences about money are new or changed.
    """

    ref: str
    kind: str
    state: str
    number: int
    status: str
    seal: str
    writers: tuple[str, ...]
    steps: tuple[Step, ...]
    given: int
    needed: int
    money: int
    asked: tuple[str, ...]
    is_approver: bool
    wrote: bool
    approved: bool
    reminded_at: datetime | None
    publish_at: datetime | None
    expires_at: datetime | None
    in_force: int | None
    ends_soon: bool
    may_renew: bool

    @property
    def may_approve(self) -> bool:
        """Whether this reader may stand for it now."""
        return self.status == "in_review" and self.is_approver and not self.wrote and not self.approved

    @property
    def this_round(self) -> tuple[Step, ...]:
        """The steps since the version was last sent for review."""
        last = max((i for i, step in enumerate(self.steps) if step.what == "submitted"), default=len(self.steps))
        return self.steps[last:]

    @property
    def sent_back(self) -> Step | None:
        """Why the draft is a draft again, when its latest round ended so."""
        last = self.steps[-1] if self.steps and self.status == "draft" else None
        return last if last and last.what == "sent_back" else None


def card_of(actor: Actor, ref: str) -> Card:
    """The card of an entry, as this actor may see it. Raises Absent."""
    article = article_for(actor, ref)
    waiting = open_version(article) if sees_drafts(actor) else None
    released = published_version(article)
    version = waiting or released or last_version(article)
    standing = standing_of(version)
    before = before_version(version)
    asked = _approvers().exclude(pk__in=standing.writers | standing.approvers) if version.status == "in_review" else _approvers().none()
    nudge = Nudge.objects.filter(version=version, round=version.round).order_by("-at").first()
    ends = released.expires_at if released else None
    return Card(
        ref=article.ref, kind=article.kind, state=article.state, number=version.number, status=version.status, seal=version.seal,
        writers=_writers(version), steps=story_of(version.pk), given=len(standing.approvers), needed=standing.needed,
        money=money_touched(wording_text(before) if before else "", wording_text(version)),
        asked=tuple(asked.order_by("display_name").values_list("display_name", flat=True)),
        is_approver=may_approve(actor), wrote=actor.membership_id in standing.writers, approved=actor.membership_id in standing.approvers,
        reminded_at=nudge.at if nudge else None, publish_at=version.publish_at, expires_at=version.expires_at if waiting else ends,
        in_force=released.number if released else None, ends_soon=is_expiring(ends, now=clock.now()),
        may_renew=released is not None and may_approve(actor) and actor.membership_id not in standing_of(released).writers,
    )  # fmt: skip


def approvers_left(version: Any) -> list[Any]:
    """The approvers who may still stand for a version in review, with their persons."""
    standing = standing_of(version)
    return list(_approvers().exclude(pk__in=standing.writers | standing.approvers).select_related("person").order_by("display_name"))


def reminded_at(version: Any) -> datetime | None:
    """When the approvers of a version's round were last asked to look."""
    at: datetime | None = Nudge.objects.filter(version=version, round=version.round).order_by("-at").values_list("at", flat=True).first()
    return at


def _approvers() -> Any:
    return Membership.objects.filter(roles__contains=["approver"], ended_at__isnull=True)


def _writers(version: Any) -> tuple[str, ...]:
    rows = Contribution.objects.filter(version=version).order_by("id").values_list("member__display_name", flat=True)
    return tuple(rows)
