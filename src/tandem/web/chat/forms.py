"""The two forms of somebody who begins: a chat, or a message left while nobody is there. The domain judges the words."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Refused
from tandem.web.refusals import said

WRITE = {"rows": 3, "autocomplete": "off", "dir": "auto"}


def new_client_id() -> str:
    """Names one sending, so that its repetition is known. It cannot be guessed."""
    return uuid.uuid4().hex


class StartForm(forms.Form):
    """The first message, and who writes it, if they like."""

    client_id = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Your message"), strip=False, required=False, widget=forms.Textarea(attrs={**WRITE, "id": "write", "placeholder": _("Write your message")})
    )
    name = forms.CharField(label=_("Your name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
    email = forms.CharField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("For the answer, should you have to leave."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at the field it names, or over the form."""
        field = getattr(refusal, "field", "")
        if field not in self.errors:
            self.add_error(field if field in self.fields and field != "client_id" else None, said(refusal))

    @property
    def said(self) -> dict[str, Any]:
        """The values as they were written; a browser sends line ends of a text area as CR LF."""
        values = {name: self.cleaned_data.get(name, "") for name in ("text", "name", "email", "client_id")}
        return values | {"text": values["text"].replace("\r\n", "\n")}


class LetterForm(StartForm):
    """The same out of hours: the answer comes by e-mail, so the address is needed."""

    field_order = ("client_id", "name", "email", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("We answer to this address.")
        self.fields["email"].required = self.fields["text"].required = True
