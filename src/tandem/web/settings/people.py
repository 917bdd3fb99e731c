"""What the pages of people show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tandem.domain.service.conversations.queries import load_of
from tandem.domain.workforce.experts.queries import competences_of, expert_of_membership
from tandem.foundation import clock
from tandem.foundation.accounts.queries import sessions_of, with_second_factor
from tandem.foundation.tenancy.queries import member_of, members_of, pools_of
from tandem.web.settings.forms.people import (
    CHAT,
    CapacityForm,
    CompetenceForm,
    InvitationForm,
    PoolForm,
    RolesForm,
)
from tandem.web.settings.places import Place
from tandem.web.settings.words import ROLE_WORDS


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member with roles in words, whether they have a second factor, and whether they must."""

    member: Any
    roles: tuple[str, ...]
    has_factor: bool
    needs_factor: bool
    sessions: int


def people_page(place: Place) -> dict[str, Any]:
    """Everybody in sight, and the forms of an owner."""
    members, pools = members_of(place.brand.pk), pools_of(place.brand.pk)
    return {
        "people": _rows(place, members),
        "pools": pools,
        "invitation_form": InvitationForm(pools=pools),
        "pool_form": PoolForm(),
    }


def member_page(place: Place, ref: str) -> dict[str, Any]:
    """One person. Raises Absent."""
    member = member_of(place.brand.pk, ref)
    expert = expert_of_membership(member.pk)
    initial = {
        "name": member.display_name,
        "roles": member.roles,
        "pool": member.pool.ref if member.pool else "",
    }
    return {
        "row": _rows(place, [member])[0],
        "expert": expert,
        "competences": competences_of(expert.pk) if expert else [],
        "now": clock.now(),
        "capacity": load_of(member.person_id)[1] / CHAT,
        "roles_form": RolesForm(initial=initial, pools=pools_of(place.brand.pk)),
        "competence_form": CompetenceForm(),
        "capacity_form": CapacityForm(initial={"chats": f"{load_of(member.person_id)[1] / CHAT:g}"}),
    }


def _rows(place: Place, members: list[Any]) -> list[PersonRow]:
    people = [member.person_id for member in members]
    factors, sessions = with_second_factor(people), sessions_of(people)
    return [
        PersonRow(
            member=member,
            roles=tuple(str(ROLE_WORDS[role]).partition(":")[0] for role in member.roles),
            has_factor=member.person_id in factors,
            needs_factor=not set(place.brand.mfa_roles).isdisjoint(member.roles),
            sessions=sessions[member.person_id],
        )
        for member in members
    ]
