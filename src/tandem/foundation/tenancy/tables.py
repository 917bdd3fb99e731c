"""TenantModel: every brand's row knows its brand, and no query runs outside a scope."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from tandem.foundation.tenancy.scope import OutsideScope, current

M = TypeVar("M", bound="TenantModel")


class TenantQuerySet(models.QuerySet[M]):
    """Refuses to write rows of a brand outside the scope; the manager filters what it reads."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            _check_brand(row)
        return super().bulk_create(rows, *args, **kwargs)


class TenantManager(models.Manager[M]):
    """Starts every query from the brands in scope. Raises OutsideScope where there is no scope."""

    def get_queryset(self) -> TenantQuerySet[M]:
        brands = current().brands
        rows = TenantQuerySet[M](self.model, using=self._db)
        return rows.filter(brand_id=brands[0]) if len(brands) == 1 else rows.filter(brand_id__in=brands)


class TenantModel(models.Model):
    """A table whose rows belong to one brand. Fails closed; row-level security is the second wall."""

    brand = models.ForeignKey("tenancy.Brand", on_delete=models.PROTECT, related_name="+")

    objects: TenantManager[Any] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        _check_brand(self)
        super().save(*args, **kwargs)


def _check_brand(row: TenantModel) -> None:
    if row.brand_id not in current().brands:
        raise OutsideScope(f"a row of brand {row.brand_id} cannot be written in this scope")
