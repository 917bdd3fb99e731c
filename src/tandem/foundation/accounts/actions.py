"""Inviting people, changing and ending memberships, signing people out everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Absent, Invalid, Refused
from tandem.foundation import clock, mail
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.events import MembershipEnded
from tandem.foundation.tenancy.models import ROLES, Brand, Membership, Pool
from tandem.foundation.tenancy.scope import writing_in

# What these see is not walled by vendor, so no vendor’s person holds them: law 5 would not hold.
UNWALLED = frozenset({"brand_owner", "auditor", "reviewer", "decision_owner"})


def invite(
    actor: Actor, brand_id: int, *, email: str, name: str, roles: Iterable[str], pool: Pool | None = None, password: str | None = None,
    simulated: bool = False, zone: str = "",
) -> Membership:  # fmt: skip
    """Make a person (unless the address is known) and their membership of the brand.

    Without a password they set one through "forgotten password". Raises Invalid on a bad address or role,
    Refused when they belong to the brand already.
    """
    wanted = _roles(roles, pool=pool)
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid("Write an e-mail address such as name@example.org.", field="email") from error
    if not name.strip() or len(name) > 80 or "\x00" in name:
        raise Invalid("Write the name that customers will see, in at most 80 characters.", field="name")
    with writing_in(brand_id):
        person = Person.objects.filter(email=email.lower()).first()
        if person is None:
            person = Person.objects.create_user(email, password, name=name.strip(), zone=zone, simulated=simulated)
            EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=password is not None)
        membership = _join(brand_id, person, display_name=name.strip(), roles=wanted, pool=pool)
        record(actor, brand_id, verb="member.invited", subject=membership.ref, roles=wanted)
        if password is None and not simulated:
            _write_invitation(membership)
    return membership


def change_member(actor: Actor, brand_id: int, ref: str, *, name: str, roles: Iterable[str], pool: Pool | None) -> Membership:
    """Another name, other roles, another pool. Raises Absent, Invalid, Refused (`last_owner`)."""
    wanted = _roles(roles, pool=pool)
    if not name.strip() or len(name) > 80 or "\x00" in name:
        raise Invalid("Write the name that customers will see, in at most 80 characters.", field="name")
    with writing_in(brand_id):
        owners = _locked_owners()
        member = _lock(ref)
        if "brand_owner" not in wanted:
            _check_not_last(member, owners)
        before = {"roles": member.roles, "pool": member.pool_id}
        member.display_name, member.roles, member.pool = name.strip(), wanted, pool
        member.vendor_id = pool.vendor_id if pool else None
        member.save(update_fields=["display_name", "roles", "pool", "vendor"])
        record(actor, brand_id, verb="member.changed", subject=ref, before=before, roles=wanted, pool=pool.pk if pool else None)
    return member


def end_membership(actor: Actor, brand_id: int, ref: str) -> None:
    """Somebody leaves the brand, at once: what they hold goes back into the line. Raises Absent, Refused (`last_owner`)."""
    with writing_in(brand_id):
        owners = _locked_owners()
        member = _lock(ref)
        _check_not_last(member, owners)
        member.ended_at = clock.now()
        member.save(update_fields=["ended_at"])
        record(actor, brand_id, verb="member.ended", subject=ref)
        vendor = member.vendor.ref if member.vendor else ""
        publish(actor, brand_id, MembershipEnded(membership_id=member.pk, person_id=member.person_id, desk=ref, vendor=vendor))


def sign_out_member(actor: Actor, brand_id: int, ref: str) -> int:
    """End every session of the person behind a membership. Returns how many there were. Raises Absent."""
    with writing_in(brand_id):
        member = _lock(ref)
        ended = sign_out_everywhere(member.person)
        record(actor, brand_id, verb="member.signed_out", subject=ref, sessions=ended)
    return ended


def _join(brand_id: int, person: Person, *, display_name: str, roles: list[str], pool: Pool | None) -> Membership:
    """A new membership, or the former one begun anew: rows of the past point to it."""
    values = {"display_name": display_name, "roles": roles, "pool": pool, "vendor_id": pool.vendor_id if pool else None, "joined_at": clock.now()}
    former: Membership | None = Membership.objects.select_for_update().filter(person=person).first()
    if former is None:
        made: Membership = Membership.objects.create(brand_id=brand_id, person=person, **values)
        return made
    if former.ended_at is None:
        raise Refused("%(email)s is a member of this brand already.", named={"email": person.email}, code="already_member")
    for name, value in {**values, "ended_at": None}.items():
        setattr(former, name, value)
    former.save(update_fields=["display_name", "roles", "pool", "vendor", "joined_at", "ended_at"])
    return former


def _lock(ref: str) -> Membership:
    member: Membership | None = Membership.objects.select_for_update().filter(ref=ref, ended_at__isnull=True).first()
    if member is None:
        raise Absent("There is no such person here.")
    return member


def _locked_owners() -> list[int]:
    """The brand's owners, locked first and in order: of two who leave at once the second sees that the first is gone."""
    rows = Membership.objects.select_for_update().filter(roles__contains=["brand_owner"], ended_at__isnull=True)
    return [owner.pk for owner in rows.order_by("pk")]


def _check_not_last(member: Membership, owners: list[int]) -> None:
    if owners == [member.pk]:
        raise Refused("%(display_name)s is the only owner of this brand. Name another first.", named={"display_name": member.display_name}, code="last_owner")


def _roles(roles: Iterable[str], *, pool: Pool | None) -> list[str]:
    wanted = sorted(set(roles))
    if not wanted or any(role not in ROLES for role in wanted):
        raise Invalid("Choose roles from: %(choices)s.", named={"choices": ", ".join(ROLES)}, field="roles")
    if pool is not None and pool.vendor_id is not None and not UNWALLED.isdisjoint(wanted):
        raise Invalid("These roles see the whole brand. A vendor’s person may answer, lead their own, and write.", field="roles")
    return wanted


def _write_invitation(membership: Membership) -> None:
    brand = Brand.objects.get(pk=membership.brand_id)
    with translation.override(brand.language):
        mail.send(
            to=membership.person.email, subject=_("%(brand)s invites you") % {"brand": brand.name},
            text=_("Hello %(name)s,\n\n%(brand)s has invited you to work with them.\n\nSet a password here: %(address)s\n"
                   "If you have one already, sign in here: %(sign_in)s\n")
            % {"name": membership.display_name, "brand": brand.name, "address": f"{settings.PUBLIC_URL}/accounts/password/reset/",
               "sign_in": settings.PUBLIC_URL},
        )  # fmt: skip


def choose_reading(person_id: int, *, zone: str, language: str) -> None:
    """In which zone and language the person reads; empty: as their brand."""
    Person.objects.filter(pk=person_id).update(zone=zone, language=language)


def sign_out_everywhere(person: Person) -> int:
    """End every session of the person. Returns how many there were."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)


def has_second_factor(person: Person) -> bool:
    """Whether the person holds a TOTP app or a passkey."""
    return Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
