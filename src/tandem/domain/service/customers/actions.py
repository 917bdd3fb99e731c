"""Making and changing customers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from tandem.core.kit.refusals import Absent, Forbidden, Invalid
from tandem.core.knowledge.applicability import Applicability
from tandem.core.service.texts import checked_text
from tandem.domain.service.customers.events import CustomerChanged
from tandem.domain.service.customers.models import Customer
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.database.refs import new_secret
from tandem.foundation.events.publishing import brand_ref, publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import BrandSecret
from tandem.foundation.tenancy.scope import writing_in

PLACES = ("products", "plans", "regions")  # what the brand says that a customer has: which knowledge applies to them
CHANGEABLE = {"name": 120, "email": 254, "phone": 40, "language": 12, "zone": 60, "external_id": 120}
LONGEST_OVERLAP = timedelta(days=7)  # long enough for any release of a site; a key that leaked is not to live on for longer


def create_customer(actor: Actor, brand_id: int, **values: str | Sequence[str]) -> Customer:
    """A new customer of the brand. Raises Invalid on bad values or an external id that is taken."""
    checked = {name: _checked(name, value) for name, value in values.items()}
    with writing_in(brand_id, savepoint=False):
        _check_external_id(checked.get("external_id", ""))
        customer = Customer.objects.create(brand_id=brand_id, created_at=clock.now(), simulated=actor.simulated, **checked)
        publish(actor, brand_id, CustomerChanged(customer_id=customer.pk, customer=customer.ref))
    return customer


def change_customer(actor: Actor, brand_id: int, ref: str, **values: str | Sequence[str]) -> Customer:
    """Change a customer's details. Raises Absent, Invalid."""
    checked = {name: _checked(name, value) for name, value in values.items()}
    with writing_in(brand_id):
        customer = Customer.objects.select_for_update().filter(ref=ref).first()
        if customer is None:
            raise Absent("There is no such customer.")
        if checked.get("external_id", "") != customer.external_id:
            _check_external_id(checked.get("external_id", ""))
        for name, value in checked.items():
            setattr(customer, name, value)
        if checked:
            customer.save(update_fields=list(checked))
        publish(actor, brand_id, CustomerChanged(customer_id=customer.pk, customer=customer.ref))
    return customer


def identified_customer(brand_id: int, *, external_id: str, proof: str, name: str = "", email: str = "") -> Customer:
    """The brand's own signed-in customer, proven by HMAC-SHA256(identity key, external id) in hexadecimal.

    A renewed key's predecessor proves them too, until its end.

    Raises Forbidden when the proof is wrong: the page then treats the person as a visitor.
    """
    with writing_in(brand_id):
        wanted = [hmac.new(key.encode(), external_id.encode(), hashlib.sha256).hexdigest() for key in _accepted_keys(brand_id)]
        matches = [hmac.compare_digest(one.encode(), proof.encode(errors="replace")) for one in wanted]  # each is compared, whatever the first says
        if not external_id or not any(matches):
            raise Forbidden("This sign-in could not be proven.", code="bad_proof")
        values = {"name": _checked("name", name), "email": _checked("email", email)}
        customer, _ = Customer.objects.get_or_create(
            brand_id=brand_id, external_id=_checked("external_id", external_id), defaults={**values, "is_verified": True, "created_at": clock.now()}
        )
    return customer


def renew_link_key(brand_id: int, ref: str) -> None:
    """What signs the customer's links is made anew: older ones are void. Raises Absent."""
    with writing_in(brand_id):
        if not Customer.objects.filter(ref=ref).update(link_key=new_secret()):
            raise Absent("There is no such customer.")


def identity_key(brand_id: int) -> str:
    """The brand's key for identity proofs, made when first asked for."""
    with writing_in(brand_id):
        fresh = {"identity_key": _new_key(), "made_at": clock.now()}
        secret, _ = BrandSecret.objects.get_or_create(brand_id=brand_id, ends_at=None, defaults=fresh)
    return str(secret.identity_key)


def renew_identity_key(actor: Actor, brand_id: int, *, overlap: timedelta) -> str:
    """Another key from now on; every earlier one is accepted for `overlap` more, or ends at once. Raises Invalid.

    A key that ends sooner already keeps its end.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise Invalid("The old key may be accepted for at most %(days)s more days.", named={"days": LONGEST_OVERLAP.days}, field="overlap_hours")
    with writing_in(brand_id):
        identity_key(brand_id)
        now = clock.now()
        live = BrandSecret.objects.select_for_update().filter(Q(ends_at=None) | Q(ends_at__gt=now))  # of two who renew, the second ends the first's key
        for secret in live.order_by("pk"):
            secret.ends_at = min(secret.ends_at or now + overlap, now + overlap)
            secret.save(update_fields=["ends_at"])
        made = BrandSecret.objects.create(brand_id=brand_id, identity_key=_new_key(), made_at=now)
        record(actor, brand_id, verb="identity_key.renewed", subject=brand_ref(brand_id), overlap_seconds=int(overlap.total_seconds()))
    return str(made.identity_key)


def _accepted_keys(brand_id: int) -> list[str]:
    identity_key(brand_id)
    live = BrandSecret.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))
    return [str(key) for key in live.order_by("pk").values_list("identity_key", flat=True)]


def _new_key() -> str:
    return secrets.token_urlsafe(32)


def _checked(name: str, value: Any) -> Any:
    if name in PLACES:
        given: dict[str, Any] = {name: tuple(value)}
        return list(getattr(Applicability(**given), name))
    if name not in CHANGEABLE:
        raise Invalid("Unknown field %(name)s.", named={"name": repr(name)}, field=name)
    if value in ("", None):
        return "en" if name == "language" else ""
    checked_text(value, longest=CHANGEABLE[name], field=name)
    if name == "email":
        try:
            validate_email(value)
        except ValidationError as error:
            raise Invalid("Write an e-mail address such as name@example.org.", field="email") from error
    if name == "zone":
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder's name, a path
            raise Invalid("Write a time zone such as Europe/London.", field="zone") from error
    return value.strip()


def _check_external_id(external_id: str) -> None:
    if external_id and Customer.objects.filter(external_id=external_id).exists():
        raise Invalid("Another customer has this external id.", field="external_id", code="taken")
