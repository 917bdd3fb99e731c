"""Brands, vendors, pools and memberships: who works where, as what."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from tandem.foundation.database.refs import new_ref
from tandem.foundation.tenancy.tables import TenantModel

ROLES = ("expert", "lead", "author", "approver", "reviewer", "decision_owner", "brand_owner", "auditor", "worker_rep")
POOL_KINDS = (("gig", "Gig"), ("vendor", "Vendor"), ("in_house", "In-house"))


def brand_ref() -> str:
    return new_ref("brd")


def vendor_ref() -> str:
    return new_ref("vnd")


def pool_ref() -> str:
    return new_ref("pol")


def membership_ref() -> str:
    return new_ref("mem")


class Brand(models.Model):
    """A firm whose customers are served. Global: what stands here, any visitor of its chat page may see."""

    ref = models.CharField(max_length=24, unique=True, default=brand_ref, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=60, default="Europe/London")
    language = models.CharField(max_length=12, default="en")
    currency = models.CharField(max_length=3, default="GBP")
    accent = models.CharField(max_length=9, default="#2f55cf")
    accent_dark = models.CharField(max_length=9, default="#4566db")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    is_demo = models.BooleanField(default=False)
    mfa_roles = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    created_at = models.DateTimeField()


class BrandSecret(TenantModel):
    """What a brand alone may know: a key that proves its signed-in customers to the chat. One lasts, earlier ones have an end."""

    identity_key = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["brand"], condition=models.Q(ends_at__isnull=True), name="one_lasting_secret_a_brand")]


class Vendor(models.Model):
    """An outsourcing partner. Global: a vendor may serve several brands."""

    ref = models.CharField(max_length=24, unique=True, default=vendor_ref, editable=False)
    name = models.CharField(max_length=80, unique=True)


class Pool(TenantModel):
    """A group of experts under one kind of engagement."""

    ref = models.CharField(max_length=24, unique=True, default=pool_ref, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=POOL_KINDS)
    vendor = models.ForeignKey(Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="pool_of_brand"),
            models.UniqueConstraint(fields=["brand", "name"], name="pool_name_once"),
            models.CheckConstraint(
                condition=models.Q(kind="vendor", vendor__isnull=False) | (~models.Q(kind="vendor") & models.Q(vendor__isnull=True)),
                name="vendor_pools_name_their_vendor",
            ),
        ]


class Membership(TenantModel):
    """A person in a brand: roles, pool, vendor, the name that customers see. Rows point here, never to the person."""

    ref = models.CharField(max_length=24, unique=True, default=membership_ref, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=20), default=list)
    pool = models.ForeignKey(Pool, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    vendor = models.ForeignKey(Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    display_name = models.CharField(max_length=80)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="membership_of_brand"),
            models.UniqueConstraint(fields=["brand", "person"], name="one_membership_a_brand"),
        ]
        indexes = [models.Index(fields=["person"], name="membership_person"), models.Index(Lower("display_name"), name="membership_name")]
