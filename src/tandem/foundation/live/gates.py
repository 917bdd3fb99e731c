"""Who listens, and the gates that need no room's knowledge."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.module_loading import import_string

from tandem.foundation.live.tickets import gates
from tandem.foundation.tenancy.models import Membership, Vendor

FLOOR_ROLES = frozenset({"lead", "brand_owner", "auditor"})


@dataclass(frozen=True, slots=True)
class Listener:
    """A person through their memberships, or a customer of a brand; the scope is open."""

    members: tuple[Membership, ...] = ()
    customer_id: int | None = None


def may_listen(listener: Listener, topic: str) -> bool:
    """Ask the gate of the topic's prefix; an unknown prefix is nobody's."""
    prefix, _, rest = topic.partition(":")
    gate = gates().get(prefix)
    return bool(rest) and gate is not None and bool(import_string(gate)(listener, rest))


def is_own_desk(listener: Listener, rest: str) -> bool:
    """desk:<membership>: one's own."""
    return any(member.ref == rest for member in listener.members)


def floor_topic(member: Membership) -> str:
    """The floor that a member with the right role may hear."""
    vendor = Vendor.objects.filter(pk=member.vendor_id).values_list("ref", flat=True).first() if member.vendor_id else None
    return f"floor:{member.brand.ref}:{vendor}" if vendor else f"floor:{member.brand.ref}"


def leads_floor(listener: Listener, rest: str) -> bool:
    """floor:<brand>, or floor:<brand>:<vendor>: a vendor's lead hears the vendor's own people alone."""
    brand, _, vendor = rest.partition(":")
    for member in listener.members:
        if member.brand.ref != brand or FLOOR_ROLES.isdisjoint(member.roles):
            continue
        if member.vendor_id is None:
            return vendor == ""
        return vendor != "" and Vendor.objects.filter(pk=member.vendor_id, ref=vendor).exists()
    return False


def is_member(listener: Listener, rest: str) -> bool:
    """knowledge:<brand>: whoever belongs to the brand; readers of drafts and of published articles fetch what they may see."""
    return any(member.brand.ref == rest for member in listener.members)
