"""What forms of every surface share: they parse; a refusal of the house stands beside the field it names."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from tandem.core.kit.refusals import Refused
from tandem.foundation.files.actions import Upload
from tandem.web.refusals import said


def uploads_of(request: HttpRequest) -> list[Upload]:
    """The files that were sent with a form, as they came; a field left empty is none."""
    return [Upload(file.name or "", file.read()) for file in request.FILES.getlist("files")]


class AskingForm(forms.Form):
    """A form whose wish is decided by an action."""

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal beside the field that it names, else over the form."""
        field = getattr(refusal, "field", "")
        self.add_error(field if field in self.fields else None, said(refusal))
