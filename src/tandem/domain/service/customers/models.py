"""Customers of one brand. They are never joined across brands."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tandem.foundation.database.refs import new_ref, new_secret
from tandem.foundation.tenancy.tables import TenantModel


def customer_ref() -> str:
    return new_ref("cus")


class Customer(TenantModel):
    """Somebody who asks for help: a visitor until the brand, or an e-mail, says who they are."""

    ref = models.CharField(max_length=24, unique=True, default=customer_ref, editable=False)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=60, blank=True)
    products = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    plans = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_verified = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    link_key = models.CharField(max_length=40, blank=True, default=new_secret, editable=False)  # signs links in mails; without it none is good
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["brand", "id"], name="customer_of_brand"),
            models.UniqueConstraint(fields=["brand", "external_id"], condition=~models.Q(external_id=""), name="external_id_once"),
        ]
        indexes = [models.Index(fields=["brand", "email"], name="customer_email"), models.Index(fields=["brand", "-created_at"], name="customer_new")]
