"""People: an invitation, a role, a pool, a competence, a capacity."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Invalid
from tandem.web.forms import AskingForm
from tandem.web.settings.words import POOL_CHOICES, ROLE_CHOICES

CHAT = 4  # twelfths of a person's attention: capacities are set in chats at once


class RolesForm(AskingForm):
    """What somebody is in the brand."""

    name = forms.CharField(label=_("Name that customers see"))
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    pool = forms.ChoiceField(
        label=_("Pool"), required=False, help_text=_("Whoever answers customers is in one.")
    )

    def __init__(self, *args: Any, pools: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pools = {pool.ref: pool for pool in pools}
        none = ("", _("None"))
        self.fields["pool"].choices = [none, *((pool.ref, pool.name) for pool in pools)]  # type: ignore[attr-defined]

    def clean_pool(self) -> Any:
        return self.pools.get(self.cleaned_data["pool"])


class InvitationForm(RolesForm):
    """Somebody new."""

    email = forms.CharField(label=_("E-mail"))
    languages = forms.CharField(label=_("Languages they write"), required=False, initial="en")
    field_order = ["email", "name", "roles", "pool", "languages"]

    def clean_languages(self) -> list[str]:
        codes: list[str] = self.cleaned_data["languages"].replace(",", " ").split()
        return codes


class PoolForm(AskingForm):
    """A new pool."""

    name = forms.CharField(label=_("Name"))
    kind = forms.ChoiceField(label=_("Kind"), choices=POOL_CHOICES)
    vendor = forms.CharField(label=_("Vendor"), required=False, help_text=_("Of a vendor’s pool."))


class CompetenceForm(AskingForm):
    """A skill with its level, a language, or a certification with its end."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("skill", _("Skill")), ("language", _("Language")), ("certification", _("Certification"))],
    )
    key = forms.SlugField(label=_("Name"), max_length=40)
    level = forms.IntegerField(label=_("Level, 1 to 5"), initial=3)
    until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("That day included."),
    )

    def expires_at(self, zone: str) -> datetime | None:
        """The end of the day in the brand's zone."""
        day = self.cleaned_data["until"]
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone)) if day else None


class CapacityForm(AskingForm):
    """How much somebody does at once."""

    chats = forms.DecimalField(
        label=_("Chats at once"),
        max_digits=4,
        decimal_places=2,
        help_text=_("Over all their brands; an e-mail takes three quarters of a chat, a call takes three."),
    )

    def twelfths(self) -> int:
        """The capacity as it is kept."""
        chats: Decimal = self.cleaned_data["chats"]
        return round(chats * CHAT)

    def refuse(self, refusal: Any) -> None:
        """What the house calls capacity is called chats here."""
        super().refuse(Invalid(refusal.template, field="chats", named=refusal.named))
