"""What waits for one person: their approval, their mending, their renewal, their translation."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef

from tandem.core.knowledge.releases import EXPIRES_SOON
from tandem.domain.knowledge.articles.access import is_stale, roles_of, visible_to, with_sources
from tandem.domain.knowledge.releases.models import Contribution, SentBack
from tandem.domain.knowledge.releases.queries.stories import waiting_for
from tandem.foundation import clock
from tandem.foundation.tenancy.actor import Actor

REASONS = ("approve", "sent_back", "expiring", "stale")


def needs_of(actor: Actor, *, kind: str = "article") -> dict[str, str]:
    """Reference -> why it waits for this person, the most pressing reason of each: one of REASONS."""
    roles = roles_of(actor)
    if not roles & {"author", "approver"}:
        return {}
    found: dict[str, str] = {}
    waits = [row.ref for row in waiting_for(actor, kind=kind) if row.mine] if "approver" in roles else []
    groups = zip(REASONS, (waits, _sent_back(actor, kind), _expiring(actor, kind, every="approver" in roles), _stale(actor, kind)), strict=True)
    for why, refs in groups:
        for ref in refs:
            found.setdefault(ref, why)
    return found


def _sent_back(actor: Actor, kind: str) -> list[str]:
    """Drafts of mine that somebody else sent back in their latest round."""
    rows = SentBack.objects.filter(version__status="draft", round=F("version__round"), version__article__kind=kind)
    mine = rows.filter(version__contributions__member_id=actor.membership_id).exclude(by_id=actor.membership_id)
    return list(mine.values_list("version__article__ref", flat=True))


def _expiring(actor: Actor, kind: str, *, every: bool) -> list[str]:
    """What is in force and ends within thirty days: what I wrote, and for an approver all of it."""
    now = clock.now()
    rows = Contribution.objects.filter(version__status="published", version__expires_at__gt=now, version__expires_at__lte=now + EXPIRES_SOON)
    rows = rows.filter(version__article__kind=kind)
    rows = rows if every else rows.filter(member_id=actor.membership_id)
    return sorted(set(rows.values_list("version__article__ref", flat=True)))


def _stale(actor: Actor, kind: str) -> list[str]:
    """Translations that I wrote and whose source moved on."""
    mine = Contribution.objects.filter(version__article=OuterRef("pk"), member_id=actor.membership_id)
    rows = visible_to(actor).filter(kind=kind, translation_of__isnull=False).exclude(state="retired").filter(Exists(mine))
    return [row.ref for row in with_sources(rows) if is_stale(row)]
