"""Trial brands: their author and their approver are simulated, which is allowed in demo brands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.foundation.tenancy.actor import Actor


def trial_people(brand_id: int, slug: str) -> tuple[Actor, Actor]:
    """The simulated author and approver of a trial brand, made when they are missing. For an open scope."""
    return _member(brand_id, slug, role="author"), _member(brand_id, slug, role="approver")


def _member(brand_id: int, slug: str, *, role: str) -> Actor:
    from tandem.foundation.accounts.actions import invite
    from tandem.foundation.tenancy.actor import SYSTEM, Actor
    from tandem.foundation.tenancy.models import Membership

    found = Membership.objects.filter(roles=[role], ended_at=None, person__simulated=True).first()
    member = found or invite(
        SYSTEM, brand_id, email=f"{role}@{slug}.trial.example", name=f"Simulated {role}", roles=[role], pool=None, simulated=True
    )
    return Actor("person", member.person_id, membership_id=member.pk, via="cli", simulated=True)
