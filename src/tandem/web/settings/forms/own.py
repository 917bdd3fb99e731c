"""What a person chooses for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.web.forms import AskingForm
from tandem.web.settings.forms.brand import ZONES


class OwnForm(AskingForm):
    """In which language and by which clock pages are written."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False, help_text=gettext_lazy("Times and days on every page are told in it."))

    def __init__(self, *args: Any, brand: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = dict(settings.LANGUAGES)
        as_brand = _("As %(brand)s: %(choice)s")
        language = {"brand": brand.name, "choice": spoken.get(brand.language.partition("-")[0], spoken[settings.LANGUAGE_CODE])}
        self.fields["language"].choices = [("", as_brand % language), *spoken.items()]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [("", as_brand % {"brand": brand.name, "choice": brand.zone}), *((zone, zone) for zone in ZONES)]  # type: ignore[attr-defined]
