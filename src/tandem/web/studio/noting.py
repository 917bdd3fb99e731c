"""What stands beside a text while it is written: the preview, and what readers or the AI would stumble over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.kit.refusals import Absent, Invalid
from tandem.core.knowledge.checking import findings_in
from tandem.core.knowledge.documents import LARGEST_BODY, Document
from tandem.core.knowledge.markdown import files_of, links_of, render
from tandem.core.knowledge.policies.voices import slips
from tandem.domain.knowledge.articles.queries.files import file_for
from tandem.domain.knowledge.articles.queries.wordings import known_slugs
from tandem.domain.knowledge.policies.queries import voice_in_force
from tandem.web.studio.applying import several
from tandem.web.studio.places import Place, file_address

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at again: what it is, and the words it is about."""

    what: str
    about: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The text as it will be read, and what to look at again; `more` remarks are not shown."""

    html: str
    remarks: tuple[Remark, ...]
    more: int
    words: int


def beside(place: Place, values: Any) -> Beside:
    """For what stands in the form (`values` is its data or its beginning)."""
    body = str(values.get("body") or "").replace("\r\n", "\n")[:LARGEST_BODY]
    found = tuple(_remarks(place, values, body)) if body.strip() else ()
    return Beside(render(body, address=file_address), found[:MOST_SHOWN], max(0, len(found) - MOST_SHOWN), len(body.split()))


def _remarks(place: Place, values: Any, body: str) -> list[Remark]:
    linked = [*several(str(values.get("needs") or "")), *several(str(values.get("related") or ""))]
    named = [href.partition("#")[0].removesuffix(".md").removeprefix("./") for href in links_of(body)]
    known = known_slugs([slug for slug in (*linked, *named) if slug and "\x00" not in slug])
    words = {
        "dead_link": _("This link leads nowhere"), "empty_section": _("Nothing stands under this heading"),
        "long_sentence": _("A long sentence: readers lose it, and the AI quotes it whole"), "no_text": _("There is no text to answer from"),
    }  # fmt: skip
    try:
        document = Document(slug="this-text", title=str(values.get("title") or "") or "-", body=body)
        found = [Remark(words[one.kind], "" if one.kind == "no_text" else one.detail) for one in findings_in(document, known=known) if one.kind in words]
    except Invalid:
        found = []  # what cannot be kept is said beside its field when it is saved
    found += _out_of_voice(place, str(values.get("language") or place.brand.language), body)
    found += [Remark(_("No article has this short name"), slug) for slug in linked if slug not in known]
    return found + [Remark(_("There is no such file"), ref) for ref in files_of(body) if not _is_there(place, ref)]


def _out_of_voice(place: Place, language: str, body: str) -> list[Remark]:
    """What the brand does not say, with what it says instead."""
    voice = voice_in_force(language)
    if voice is None:
        return []
    once = {(slip.phrase, slip.instead) for slip in slips(voice, body)}
    return [
        Remark(_("%(brand)s says “%(instead)s” instead") % {"brand": place.brand.name, "instead": instead}, phrase)
        if instead
        else Remark(_("%(brand)s does not say this") % {"brand": place.brand.name}, phrase)
        for phrase, instead in sorted(once)
    ]


def _is_there(place: Place, ref: str) -> bool:
    try:
        file_for(place.actor, ref)
    except Absent:
        return False
    return True
