"""A new API token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.foundation.accounts.tokens import SCOPES
from tandem.web.forms import AskingForm


class TokenForm(AskingForm):
    """What a program may do, for how long, and for whom."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("So that you know it again."))
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=[(scope, scope) for scope in SCOPES], widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("Ends after, days"), initial=90)
    membership_ref = forms.ChoiceField(
        label=_("Acts for"),
        required=False,
        help_text=_("A member, such as an expert with an app of their own."),
    )

    def __init__(self, *args: Any, members: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = ("", _("the whole brand"))
        people = [(member.ref, member.display_name) for member in members]
        self.fields["membership_ref"].choices = [whole, *people]  # type: ignore[attr-defined]
