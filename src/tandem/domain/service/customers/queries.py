"""Reading customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tandem.domain.service.customers.models import Customer
from tandem.foundation import clock
from tandem.foundation.tenancy.models import BrandSecret


@dataclass(frozen=True, slots=True)
class EndingKey:
    """An earlier identity key that is still accepted: how it begins, and until when."""

    hint: str
    ends_at: datetime


def ending_keys(brand_id: int) -> list[EndingKey]:
    """The brand's earlier keys that still prove customers, the next to end first."""
    rows = BrandSecret.objects.filter(brand_id=brand_id, ends_at__gt=clock.now()).order_by("ends_at")
    return [EndingKey(row.identity_key[:6], row.ends_at) for row in rows]


def find_customers(*, email: str = "", external_id: str = "", before: tuple[datetime, int] | None = None, most: int = 50) -> list[Customer]:
    """Customers in scope, the newest first; `before` is the (created_at, id) of the page's last row."""
    rows = Customer.objects.all()
    if email:
        rows = rows.filter(email=email)
    if external_id:
        rows = rows.filter(external_id=external_id)
    if before is not None:
        rows = rows.filter(Q(created_at__lt=before[0]) | Q(created_at=before[0], id__lt=before[1]))
    return list(rows.order_by("-created_at", "-id")[:most])
