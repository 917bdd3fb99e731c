"""A brand, its chat, and who must have a second factor."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.web.forms import AskingForm
from tandem.web.settings.words import ROLE_CHOICES

ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
)
COLOUR = forms.TextInput(attrs={"type": "color"})


class BrandForm(AskingForm):
    """What everybody sees of a brand."""

    name = forms.CharField(label=_("Name"))
    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Days of figures begin at midnight here."))
    language = forms.CharField(label=_("Language"), help_text=_("A code such as en, de or pt-BR."))
    accent = forms.CharField(label=_("Colour, light"), widget=COLOUR)
    accent_dark = forms.CharField(label=_("Colour, dark"), widget=COLOUR)
    phone = forms.CharField(label=_("Phone"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = str(self.initial.get("zone", ""))
        self.fields["zone"].choices = [(zone, zone) for zone in sorted({*ZONES, kept} - {""})]  # type: ignore[attr-defined]


class ChatForm(AskingForm):
    """How the chat greets, and where the widget may stand."""

    greeting = forms.CharField(
        label=_("Greeting"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    privacy_url = forms.URLField(
        label=_("Address of your privacy notice"), required=False, max_length=200, assume_scheme="https"
    )
    widget_origins = forms.CharField(
        label=_("Sites that may show the widget"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://shop.example"}),
        help_text=_("One a line, without a path."),
    )
    return_days = forms.IntegerField(
        label=_("Days for which a mailed link opens its chat"), required=False, min_value=1, max_value=90, initial=14,
        help_text=_("The link in a mailed answer opens that one conversation in any browser."),
    )  # fmt: skip

    def clean_return_days(self) -> int:
        return self.cleaned_data["return_days"] or self.fields["return_days"].initial

    def clean_widget_origins(self) -> list[str]:
        origins: list[str] = self.cleaned_data["widget_origins"].split()
        return origins


class KeyForm(AskingForm):
    """For how long the old identity key goes on."""

    overlap_hours = forms.TypedChoiceField(
        label=_("Accept the old key"),
        coerce=int,
        initial=24,
        choices=[(0, _("no longer: it has leaked")), (1, _("for one more hour")), (24, _("for one more day")), (168, _("for one more week"))],
        help_text=_("Until your server has the new one. Then the old key proves nobody any more."),
    )


class FactorsForm(AskingForm):
    """Which roles must have a second factor."""

    mfa_roles = forms.MultipleChoiceField(
        label=_("Roles that need one"),
        required=False,
        choices=ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
