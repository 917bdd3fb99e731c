"""The editor: what an author fills in, and the facts beside it: preview, warnings, the source of a translation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import Document, slugged
from tandem.web.forms import AskingForm
from tandem.web.studio.applying import SEVERAL, Group, applies_group, applies_in, audience_field, moment_field, several


class WordingForm(AskingForm):
    """An article's wording, with the hash of what the writer began from."""

    title = forms.CharField(label=_("Title"), help_text=_("As a customer would ask it, or as a colleague would look for it."))
    summary = forms.CharField(label=_("Summary"), required=False, help_text=_("One sentence: what the article settles."))
    body = forms.CharField(
        label=_("Text"), strip=False, widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true"}),
        help_text=_("Markdown. A heading (##) begins a section; the AI quotes section by section."),
    )  # fmt: skip
    topics = forms.CharField(label=_("Topics"), required=False, help_text=SEVERAL)
    language = forms.CharField(label=_("Language"), initial="en", help_text=_("A code such as en, de or pt-BR."))
    audience = audience_field()
    products = forms.CharField(label=_("Products"), required=False)
    plans = forms.CharField(label=_("Plans"), required=False)
    regions = forms.CharField(label=_("Regions"), required=False)
    channels = forms.CharField(label=_("Channels"), required=False)
    applies_from = moment_field(_("Applies from"))
    applies_until = moment_field(_("Applies until"))
    needs = forms.CharField(label=_("Needs also"), required=False, help_text=_("Short names of articles without which this one is not enough."))
    related = forms.CharField(label=_("Related"), required=False, help_text=_("Short names of articles that may help as well."))
    reason = forms.CharField(label=_("Why this change"), required=False, max_length=400, help_text=_("For whoever approves it, and for who asks in a year."))
    began_from = forms.CharField(required=False, widget=forms.HiddenInput)
    translates = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def document(self, slug: str = "") -> Document | None:
        """The wording, or None with the error beside the field that is to be mended."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return Document(
                slug=slug or slugged(given["title"]), title=given["title"], body=given["body"].replace("\r\n", "\n").strip("\n"),
                summary=given["summary"], topics=several(given["topics"]), language=given["language"],
                applies=applies_in(given),
                needs=several(given["needs"]), related=several(given["related"]),
            )  # fmt: skip
        except Invalid as refusal:
            self.refuse(refusal)
            return None

    def put(self, name: str, value: str) -> None:
        """Change what the form was sent with, before it is shown again."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data[name] = value  # type: ignore[index]  # a QueryDict's copy may be written

    def groups(self) -> tuple[Group, ...]:
        """The fields after the text, folded unless they say something."""
        links = tuple(self[name] for name in ("needs", "related"))
        return applies_group(self), Group(_("Links to other articles"), links, any(one.value() or one.errors for one in links))

    def top(self) -> list[Any]:
        return [self[name] for name in ("title", "summary", "body")]

    def side(self) -> list[Any]:
        return [self[name] for name in ("topics", "language", "reason")]
