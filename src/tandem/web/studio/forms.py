"""What authors fill in. Forms only parse; whether a wording will do is decided where it is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.documents import Document, read_lines, read_markdown, slugged
from tandem.web.forms import AskingForm
from tandem.web.refusals import said

LARGEST_FILE = 3_900_000  # bytes: with its envelope just under what the front lets in
MOST_ARTICLES = 200  # in one upload: it is written in one transaction, which every reader's horizon waits for


class WordingForm(AskingForm):
    """An article's wording, with the hash of what the writer began from."""

    title = forms.CharField(
        label=_("Title"), help_text=_("As a customer would ask it, or as a colleague would look for it.")
    )
    summary = forms.CharField(
        label=_("Summary"), required=False, help_text=_("One sentence: what the article settles.")
    )
    topics = forms.CharField(label=_("Topics"), required=False, help_text=_("Separated by commas."))
    language = forms.CharField(
        label=_("Language"), initial="en", help_text=_("A code such as en, de or pt-BR.")
    )
    body = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true"}),
        help_text=_("Markdown. A heading (##) begins a section; the AI quotes section by section."),
    )
    began_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def document(self, slug: str = "") -> Document | None:
        """The wording, or None with the error beside the field that is to be mended."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        topics = tuple(topic.strip() for topic in given["topics"].split(",") if topic.strip())
        try:
            return Document(
                slug=slug or slugged(given["title"]),
                title=given["title"],
                body=given["body"].replace("\r\n", "\n").strip("\n"),
                summary=given["summary"],
                topics=topics,
                language=given["language"],
            )
        except Invalid as refusal:
            self.refuse(refusal)
            return None


class ImportForm(AskingForm):
    """A file of articles."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Markdown (.md: one article) or JSON lines (.jsonl: id, title, content, topics, summary)."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".md,.markdown,.jsonl"}),
    )
    submit = forms.BooleanField(label=_("Send what is new or changed for review"), required=False)

    def refuse(self, refusal: Refused) -> None:
        """Whatever is wrong with an article is wrong with the file."""
        self.add_error("file", _("%(reason)s Nothing was imported.") % {"reason": said(refusal)})

    def documents(self) -> list[Document]:
        """The articles of the file; empty, with the error beside the field, when it cannot be read whole."""
        if not self.is_valid():
            return []
        try:
            return _documents(self.cleaned_data["file"])
        except Invalid as refusal:
            line = getattr(refusal, "line", None)
            where = _("Line %(line)d: ") % {"line": line} if line else ""
            self.add_error("file", f"{where}{said(refusal)}")
            return []


def _documents(file: Any) -> list[Document]:
    if file.size > LARGEST_FILE:
        raise Invalid(
            "A file holds at most 3.9 MB here. Split it, or use `tandem knowledge import`.", field="file"
        )
    name, _dot, ending = file.name.rpartition(".")
    if ending.lower() not in ("md", "markdown", "jsonl"):
        raise Invalid("Choose a file that ends in .md or .jsonl.", field="file")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            "The file is not UTF-8 text: byte %(start)s makes no character.", named={"start": error.start + 1}, field="file"
        ) from error
    if ending.lower() != "jsonl":
        return [read_markdown(text.replace("\r\n", "\n"), slug=slugged(name))]
    documents = [document for _line, document in read_lines(text.splitlines())]
    if not documents:
        raise Invalid("The file holds no article.", field="file")
    if len(documents) > MOST_ARTICLES:
        raise Invalid(
            "At most %(most_articles)s articles at a time. Use `tandem knowledge import` for more.", named={"most_articles": MOST_ARTICLES},
            field="file",
        )
    return documents
