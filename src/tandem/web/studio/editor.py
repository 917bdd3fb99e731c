"""The editor: what an author fills in, and the facts beside it: preview, warnings, the source of a translation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.applicability import AUDIENCES, PLACES, Applicability
from tandem.core.knowledge.documents import Document, slugged
from tandem.web.forms import AskingForm
from tandem.web.studio.dates import FORMAT

SEVERAL = _("Separated by commas.")


def several(text: str) -> tuple[str, ...]:
    """What stands between commas or line ends."""
    return tuple(dict.fromkeys(part.strip() for part in text.replace("\n", ",").split(",") if part.strip()))


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=FORMAT, attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, required=False, input_formats=[FORMAT, "%Y-%m-%dT%H:%M:%S"], widget=widget)


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
    audience = forms.MultipleChoiceField(
        label=_("Who may read it"), choices=[("customer", _("Customers")), ("expert", _("Experts")), ("lead", _("Leads and authors"))],
        initial=list(AUDIENCES), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    products = forms.CharField(label=_("Products"), required=False)
    plans = forms.CharField(label=_("Plans"), required=False)
    regions = forms.CharField(label=_("Regions"), required=False)
    channels = forms.CharField(label=_("Channels"), required=False)
    applies_from = _moment(_("Applies from"))
    applies_until = _moment(_("Applies until"))
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
                applies=Applicability(
                    audience=tuple(given["audience"]), applies_from=given["applies_from"], applies_until=given["applies_until"],
                    **{place: several(given[place]) for place in PLACES},
                ),
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
        """The fields as the page lays them out; those after the text are folded unless they say something."""
        named = (
            Group(_("Where and to whom it applies"), ("audience", "products", "plans", "regions", "channels", "applies_from", "applies_until")),
            Group(_("Links to other articles"), ("needs", "related")),
        )
        return tuple(Group(group.label, group.names, tuple(self[name] for name in group.names), self._says(group.names)) for group in named)

    def top(self) -> list[Any]:
        return [self[name] for name in ("title", "summary", "body")]

    def side(self) -> list[Any]:
        return [self[name] for name in ("topics", "language", "reason")]

    def _says(self, names: tuple[str, ...]) -> bool:
        said = [name for name in names if name != "audience" and self[name].value()]
        audience = self["audience"].value() if "audience" in names else list(AUDIENCES)
        return bool(said or set(audience or ()) != set(AUDIENCES) or any(self[name].errors for name in names))


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; `is_open` when one of them says something."""

    label: Any
    names: tuple[str, ...]
    fields: tuple[Any, ...] = ()
    is_open: bool = False
