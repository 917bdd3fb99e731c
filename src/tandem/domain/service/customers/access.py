"""Fetching customers with permission. Absent and forbidden look the same."""

from __future__ import annotations

from django.core import signing

from tandem.core.kit.refusals import Absent
from tandem.domain.service.customers.models import Customer
from tandem.foundation.tenancy.models import Brand

SALT = "tandem.visitor"
VISITOR_DAYS = 180


def customer_for(ref: str) -> Customer:
    """A customer of the brands in scope, by public reference. Raises Absent."""
    customer = Customer.objects.filter(ref=ref).first()
    if customer is None:
        raise Absent("There is no such customer.")
    return customer


def visitor_token(customer: Customer) -> str:
    """What a browser keeps to be the same visitor again: signed, for this brand alone."""
    return signing.dumps({"b": customer.brand_id, "c": customer.ref}, salt=SALT, compress=False)


def visitor_of(brand: Brand, token: str) -> Customer | None:
    """The customer behind a visitor token of this brand; None when it was forged, is too old or of another brand."""
    try:
        claim = signing.loads(token, salt=SALT, max_age=VISITOR_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    if not isinstance(claim, dict) or claim.get("b") != brand.pk:
        return None
    return Customer.objects.filter(ref=str(claim.get("c"))).first()
