"""What authors fill in. Forms only parse; whether a wording will do is decided where it is kept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Refused
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.files.faults import together
from tandem.core.knowledge.files.reading import ENDINGS, read_file
from tandem.web.forms import AskingForm
from tandem.web.refusals import said

LARGEST_FILE = 3_900_000  # bytes: with its envelope just under what the front lets in
MOST_FAULTS = 50  # shown at once; who has more begins with these
MOST_ARTICLES = 200  # in one upload: it is written in one transaction, which every reader's horizon waits for


class ImportForm(AskingForm):
    """A file of articles."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Markdown or HTML (one article), CSV or JSON lines (id, title, content …), or an export of Zendesk Guide or Intercom (.json)."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    submit = forms.BooleanField(label=_("Send what is new or changed for review"), required=False)

    def refuse(self, refusal: Refused) -> None:
        """Whatever is wrong with an article is wrong with the file."""
        self.add_error("file", _("%(reason)s Nothing was imported.") % {"reason": said(refusal)})

    def documents(self) -> list[Document]:
        """The articles of the file; empty, with the error beside the field, when it cannot be read whole."""
        if not self.is_valid():
            return []
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            self.add_error("file", _("A file holds at most 3.9 MB here. Split it, or use `tandem knowledge import`."))
            return []
        found = together([read_file(file.name, file.read())])
        for fault in found.faults[:MOST_FAULTS]:
            self.add_error("file", str(fault))
        if not found.faults and not found.entries:
            self.add_error("file", _("The file holds no article."))
        if len(found.entries) > MOST_ARTICLES:
            self.add_error("file", _("At most %(most)d articles at a time. Use `tandem knowledge import` for more.") % {"most": MOST_ARTICLES})
        return [] if self.errors else list(found.documents)
