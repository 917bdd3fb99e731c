"""Reading customers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from tandem.domain.service.customers.models import Customer


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
