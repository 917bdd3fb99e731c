"""What forms of every surface share: they parse; a refusal of the house stands beside the field it names."""

from __future__ import annotations

from django import forms

from tandem.core.kit.refusals import Refused


class AskingForm(forms.Form):
    """A form whose wish is decided by an action."""

    def refuse(self, refusal: Refused) -> None:
        """Put a refusal beside the field that it names, else over the form."""
        field = getattr(refusal, "field", "")
        self.add_error(field if field in self.fields else None, refusal.message)
