"""Customers as clients send and see them."""

from __future__ import annotations

from tandem.api.v1.schemas.shapes import Asked, Language, Line, Listed, Moment, Told


class CustomerChange(Asked):
    """What may be changed; what is left out stays."""

    name: Line = ""
    email: Line = ""
    phone: Line = ""
    external_id: Line = ""
    language: Language = "en"
    zone: Line = ""


class NewCustomer(CustomerChange):
    """A new customer; everything may be added later."""


class Customer(Told):
    """A customer of the brand. `is_verified`: the brand has proven who they are."""

    ref: str
    name: str
    email: str
    phone: str
    external_id: str
    language: str
    zone: str
    is_verified: bool
    created_at: Moment


class CustomerPage(Listed[Customer]):
    """Customers, the newest first."""
