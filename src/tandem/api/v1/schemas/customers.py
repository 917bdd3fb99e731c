"""Customers as clients send and see them."""

from __future__ import annotations

from pydantic import Field

from tandem.api.v1.schemas.shapes import Asked, Language, Line, Listed, Moment, Told


class CustomerChange(Asked):
    """What may be changed; what is left out stays. Products, plans and regions say which knowledge applies."""

    name: Line = ""
    email: Line = ""
    phone: Line = ""
    external_id: Line = ""
    language: Language = "en"
    zone: Line = ""
    products: list[Line] = Field(default_factory=list, max_length=60)
    plans: list[Line] = Field(default_factory=list, max_length=60)
    regions: list[Line] = Field(default_factory=list, max_length=60)


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
    products: list[str]
    plans: list[str]
    regions: list[str]
    is_verified: bool
    created_at: Moment


class CustomerPage(Listed[Customer]):
    """Customers, the newest first."""
