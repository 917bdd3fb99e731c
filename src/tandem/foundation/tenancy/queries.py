"""Reading brands and memberships."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent
from tandem.foundation.tenancy.models import Brand, Membership
from tandem.foundation.tenancy.scope import Scope, scope


def brand_by_slug(slug: str) -> Brand:
    """The brand of a public address. Raises Absent."""
    brand = Brand.objects.filter(slug=slug).first()
    if brand is None:
        raise Absent("There is no such help page.")
    return brand


def all_brand_ids() -> tuple[int, ...]:
    """Every brand of this installation, for the worker's sweeps."""
    return tuple(Brand.objects.order_by("id").values_list("id", flat=True))


def memberships_of(person_id: int) -> list[Membership]:
    """A person's live memberships in every brand, with their brands: the one read made before there is a scope.

    It goes through the policy's own clause (a person sees their own rows), past the manager's brand filter.
    """
    with scope(Scope(brands=(), person=person_id, purpose="own memberships")):
        rows = list(
            Membership.objects.raw(
                "SELECT * FROM tenancy_membership WHERE person_id = %s AND ended_at IS NULL ORDER BY brand_id", [person_id]
            )
        )
    brands = Brand.objects.in_bulk([row.brand_id for row in rows])
    for row in rows:
        row.brand = brands[row.brand_id]
    return rows


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
