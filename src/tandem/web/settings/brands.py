"""What the brand's page shows: three forms, the widget's tag, the key for signed-in customers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from tandem.domain.service.channels.queries import chat_settings
from tandem.domain.service.customers.actions import identity_key
from tandem.domain.service.customers.queries import ending_keys
from tandem.web.settings.forms.brand import BrandForm, ChatForm, FactorsForm, KeyForm
from tandem.web.settings.places import Place

SHOWN = ("name", "zone", "language", "accent", "accent_dark", "phone", "email")
TAG = '<script src="{script}" data-brand="{slug}" async></script>'
PROVEN = """<script src="{script}" data-brand="{slug}"
  data-external-id="42" data-proof="9f86d0…" data-name="Priya Raman" async></script>"""
EXAMPLE = """import hashlib, hmac

proof = hmac.new(IDENTITY_KEY.encode(), customer_id.encode(), hashlib.sha256).hexdigest()"""


def brand_page(place: Place) -> dict[str, Any]:
    """Forms as they stand, and what to copy."""
    brand, chat = place.brand, chat_settings(place.brand.pk)
    names = {"script": settings.PUBLIC_URL + reverse("chat:widget_script"), "slug": brand.slug}
    return {
        "brand_form": BrandForm(initial={name: getattr(brand, name) for name in SHOWN}),
        "chat_form": ChatForm(
            initial={
                "greeting": chat.greeting,
                "privacy_url": chat.privacy_url,
                "widget_origins": "\n".join(chat.widget_origins),
                "return_days": chat.return_days,
            }
        ),
        "factors_form": FactorsForm(initial={"mfa_roles": brand.mfa_roles}),
        "widget_tag": TAG.format(**names),
        "proven_tag": PROVEN.format(**names),
        "example": EXAMPLE,
        "identity_key": identity_key(brand.pk),
        "ending_keys": ending_keys(brand.pk),
        "key_form": KeyForm(),
        "hosted": settings.PUBLIC_URL + reverse("chat:page", args=[brand.slug]),
    }
