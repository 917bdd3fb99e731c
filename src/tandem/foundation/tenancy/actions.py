"""Changing a brand, and its pools."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tandem.core.kit.refusals import Invalid
from tandem.foundation.audit.actions import record
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import POOL_KINDS, ROLES, Brand, Pool, Vendor
from tandem.foundation.tenancy.scope import writing_in

COLOUR = re.compile(r"#[0-9a-f]{6}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def change_brand(actor: Actor, brand_id: int, **values: Any) -> Brand:
    """Change some of: name, zone, language, accent, accent_dark, phone, email, mfa_roles. Raises Invalid."""
    checked = {name: _checked(name, value) for name, value in values.items()}
    with writing_in(brand_id):
        brand = Brand.objects.select_for_update().get(pk=brand_id)
        changed = [name for name, value in checked.items() if getattr(brand, name) != value]
        for name in changed:
            setattr(brand, name, checked[name])
        if changed:
            brand.save(update_fields=changed)
            record(actor, brand_id, verb="brand.changed", subject=brand.ref, changed=sorted(changed))
    return brand


def create_pool(actor: Actor, brand_id: int, *, name: str, kind: str, vendor: str = "") -> Pool:
    """A new pool; one of a vendor names it, and the vendor is made known by that. Raises Invalid."""
    named, firm = _text(name, "name", longest=80), _text(vendor, "vendor", longest=80, optional=True)
    if kind not in dict(POOL_KINDS):
        raise Invalid("A pool is one of: %(choices)s.", named={"choices": ", ".join(dict(POOL_KINDS))}, field="kind")
    if (kind == "vendor") != bool(firm):
        raise Invalid("Name the vendor of a vendor’s pool, and of no other.", field="vendor")
    with writing_in(brand_id):
        if Pool.objects.filter(name=named).exists():
            raise Invalid("There is a pool of this name already.", field="name")
        of = Vendor.objects.get_or_create(name=firm)[0] if firm else None
        pool: Pool = Pool.objects.create(brand_id=brand_id, name=named, kind=kind, vendor=of)
        record(actor, brand_id, verb="pool.created", subject=pool.ref, kind=kind)
    return pool


def _checked(name: str, value: Any) -> Any:
    if name not in CHECKS:
        raise Invalid("Unknown setting %(name)s.", named={"name": repr(name)}, field=name)
    return CHECKS[name](value)


def _text(value: Any, field: str, *, longest: int, optional: bool = False) -> str:
    text = str(value).strip()
    if not text and not optional:
        raise Invalid("Write at least one character.", field=field)
    if len(text) > longest or "\x00" in text:
        raise Invalid("At most %(longest)s characters, and no NUL byte.", named={"longest": longest}, field=field)
    return text


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("This is no time zone. Use a name such as Europe/London.", field="zone") from error


def _language(value: Any) -> str:
    if len(str(value)) > 12 or not LANGUAGE.fullmatch(str(value)):
        raise Invalid('A language is a code such as "en" or "pt-BR".', field="language")
    return str(value)


def _colour(field: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not COLOUR.fullmatch(str(value).lower()):
            raise Invalid("A colour is # and six hexadecimal digits, such as #2f55cf.", field=field)
        return str(value).lower()

    return check


def _email(value: Any) -> str:
    text = _text(value, "email", longest=254, optional=True)
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise Invalid("Write an e-mail address such as help@example.org.", field="email") from error
    return text


def _roles(value: Any) -> list[str]:
    roles = sorted(set(value))
    if not set(roles) <= set(ROLES):
        raise Invalid("Choose roles from: %(choices)s.", named={"choices": ", ".join(ROLES)}, field="mfa_roles")
    return roles


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda value: _text(value, "name", longest=80),
    "zone": _zone,
    "language": _language,
    "accent": _colour("accent"),
    "accent_dark": _colour("accent_dark"),
    "phone": lambda value: _text(value, "phone", longest=40, optional=True),
    "email": _email,
    "mfa_roles": _roles,
}
