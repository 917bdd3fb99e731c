"""People who sign in, and tokens that programs use. Global: a person is reached through memberships."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from tandem.foundation import clock
from tandem.foundation.database.refs import new_ref


def person_ref() -> str:
    return new_ref("prs")


def token_ref() -> str:
    return new_ref("tok")


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the password may be absent until they set one by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), created_at=fields.pop("created_at", None) or clock.now(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in. Names that others see stand on memberships."""

    ref = models.CharField(max_length=24, unique=True, default=person_ref, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80, blank=True)
    zone = models.CharField(max_length=60, blank=True, default="")  # their own choice; empty: the brand's holds
    language = models.CharField(max_length=12, blank=True, default="")
    is_active = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return (self.name or self.email).split(" ", maxsplit=1)[0]


class ServiceToken(models.Model):
    """An API key of one brand: kept as a hash, with scopes, an end, and a way to revoke it.

    Global, since the brand is known only after the look-up; the application may find it by hash.
    """

    ref = models.CharField(max_length=24, unique=True, default=token_ref, editable=False)
    brand = models.ForeignKey("tenancy.Brand", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=40))
    membership_ref = models.CharField(max_length=24, blank=True)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(default=False)
