"""Inviting people, and signing them out everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tandem.core.kit.refusals import Invalid, Refused
from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit.actions import record
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import ROLES, Membership, Pool
from tandem.foundation.tenancy.scope import writing_in


def invite(
    actor: Actor, brand_id: int, *, email: str, name: str, roles: Iterable[str], pool: Pool | None = None, password: str | None = None,
    simulated: bool = False, zone: str = "Europe/London",
) -> Membership:  # fmt: skip
    """Make a person (unless the address is known) and their membership of the brand.

    Without a password they set one through "forgotten password". Raises Invalid on a bad address or role,
    Refused when they belong to the brand already.
    """
    wanted = sorted(set(roles))
    if not wanted or any(role not in ROLES for role in wanted):
        raise Invalid(f"Choose roles from: {', '.join(ROLES)}.", field="roles")
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid("Write an e-mail address such as name@example.org.", field="email") from error
    if not name.strip():
        raise Invalid("Write the name that customers will see.", field="name")
    with writing_in(brand_id):
        person = Person.objects.filter(email=email.lower()).first()
        if person is None:
            person = Person.objects.create_user(email, password, name=name.strip(), zone=zone, simulated=simulated)
            EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=password is not None)
        if Membership.objects.filter(person=person).exists():
            raise Refused(f"{email} is a member of this brand already.", code="already_member")
        membership = Membership.objects.create(
            brand_id=brand_id, person=person, roles=wanted, pool=pool, vendor_id=pool.vendor_id if pool else None,
            display_name=name.strip(), joined_at=clock.now(),
        )  # fmt: skip
        record(actor, brand_id, verb="member.invited", subject=membership.ref, roles=wanted)
    return membership


def sign_out_everywhere(person: Person) -> int:
    """End every session of the person. Returns how many there were."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)


def has_second_factor(person: Person) -> bool:
    """Whether the person holds a TOTP app or a passkey."""
    return Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
