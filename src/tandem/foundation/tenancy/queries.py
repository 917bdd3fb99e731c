"""Reading brands and memberships."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from tandem.core.kit.refusals import Absent
from tandem.foundation.tenancy.models import Brand, Membership, Pool, Vendor
from tandem.foundation.tenancy.scope import Scope, current, in_scope, scope


def brand_by_slug(slug: str) -> Brand:
    """The brand of a public address. Raises Absent."""
    brand = Brand.objects.filter(slug=slug).first()
    if brand is None:
        raise Absent("There is no such help page.")
    return brand


def all_brand_ids() -> tuple[int, ...]:
    """Every brand of this installation, for the worker's sweeps."""
    return tuple(Brand.objects.order_by("id").values_list("id", flat=True))


@lru_cache(maxsize=4096)
def _vendor_ref(vendor_id: int) -> str:
    return str(Vendor.objects.filter(pk=vendor_id).values_list("ref", flat=True).first() or "")


def vendor_ref_of(vendor_id: int | None) -> str:
    """A vendor's public reference (it never changes, so it is remembered), or empty."""
    return _vendor_ref(vendor_id) if vendor_id else ""


@contextmanager
def everywhere(purpose: str) -> Iterator[Scope]:
    """For the worker's sweeps: a scope over every brand, or the narrower one that is in force (a replay's)."""
    if in_scope():
        yield current()
        return
    with scope(Scope(brands=all_brand_ids(), purpose=purpose)) as wide:
        yield wide


def memberships_of(person_id: int) -> list[Membership]:
    """A person's live memberships in every brand, with their brands: the one read made before there is a scope.

    It goes through the policy's own clause (a person sees their own rows), past the manager's brand filter.
    """
    with scope(Scope(brands=(), person=person_id, purpose="own memberships")):
        rows = list(Membership.objects.raw("SELECT * FROM tenancy_membership WHERE person_id = %s AND ended_at IS NULL ORDER BY brand_id", [person_id]))
    brands = Brand.objects.in_bulk([row.brand_id for row in rows])
    for row in rows:
        row.brand = brands[row.brand_id]
    return rows


def live_member(ref: str) -> Membership | None:
    """The membership of the brand in scope, unless it has ended: whom a token acts for."""
    member: Membership | None = Membership.objects.filter(ref=ref, ended_at__isnull=True).first()
    return member


def scope_of(person_id: int, *, purpose: str, brand_ids: tuple[int, ...] | None = None) -> tuple[Scope, list[Membership]]:
    """The scope a person may open, over all their brands or the given ones, and the memberships behind it.

    A vendor's lead is walled into the vendor's own people. Raises Absent where the person has no such membership.
    """
    rows = [m for m in memberships_of(person_id) if brand_ids is None or m.brand_id in brand_ids]
    if not rows:
        raise Absent("You are not a member of this brand.")
    walls = {m.vendor_id for m in rows if m.vendor_id and "lead" in m.roles}
    vendor = walls.pop() if walls else None
    return Scope(brands=tuple(m.brand_id for m in rows), person=person_id, vendor=vendor, purpose=purpose), rows


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """Membership reference -> the name that customers see, for the members in scope."""
    return dict(Membership.objects.filter(ref__in={ref for ref in refs if ref}).values_list("ref", "display_name"))


def members_of(brand_id: int) -> list[Membership]:
    """Everybody who belongs to the brand now and is in the scope's sight, with person, pool and vendor, by name."""
    rows = Membership.objects.filter(brand_id=brand_id, ended_at__isnull=True).select_related("person", "pool", "vendor")
    return list(rows.order_by("display_name", "id"))


def member_of(brand_id: int, ref: str) -> Membership:
    """One of them. Raises Absent."""
    member = next((one for one in members_of(brand_id) if one.ref == ref), None)
    if member is None:
        raise Absent("There is no such person here.")
    return member


def pools_of(brand_id: int) -> list[Pool]:
    """A brand's pools by name."""
    return list(Pool.objects.filter(brand_id=brand_id).select_related("vendor").order_by("name"))
