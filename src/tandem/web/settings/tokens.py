"""What the page of tokens shows."""

from __future__ import annotations

from typing import Any

from tandem.foundation import clock
from tandem.foundation.accounts.tokens import tokens_of
from tandem.foundation.tenancy.queries import members_of
from tandem.web.settings.forms.tokens import TokenForm
from tandem.web.settings.places import Place


def tokens_page(place: Place) -> dict[str, Any]:
    """Every token with its state and for whom it acts, and the form for a new one."""
    now = clock.now()
    names = {member.ref: member.display_name for member in members_of(place.brand.pk)}
    tokens = [
        {
            "token": token,
            "is_live": token.revoked_at is None and token.expires_at > now,
            "acts_for": names.get(token.membership_ref, ""),
        }
        for token in tokens_of(place.brand.pk)
    ]
    return {"tokens": tokens, "form": TokenForm(members=members_to_act_for(place))}


def members_to_act_for(place: Place) -> list[Any]:
    """Members whom a token may act for: those who answer customers."""
    return [member for member in members_of(place.brand.pk) if "expert" in member.roles]
