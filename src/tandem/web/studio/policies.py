"""Policies as the pages show them: a list of a kind, one policy with its versions, its form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Absent, Invalid
from tandem.core.knowledge.documents import Document, slugged
from tandem.core.knowledge.policies.contents import POLICY_KINDS, faults_of, read_content, written_content
from tandem.core.knowledge.policies.reading import Fault, Faulty
from tandem.core.knowledge.policies.rules import Escalation
from tandem.domain.knowledge.articles.access import articles_for
from tandem.domain.knowledge.articles.queries.reading import draft_of, history, read
from tandem.domain.knowledge.policies.actions.writing import create_policy, save_policy
from tandem.domain.knowledge.policies.queries import content_of as value_of
from tandem.domain.knowledge.policies.queries import fired_counts, policies_in_force
from tandem.domain.knowledge.releases.queries.cards import card_of
from tandem.foundation.tenancy.queries import names_of
from tandem.web.entry import or_refused
from tandem.web.forms import AskingForm
from tandem.web.studio.applying import SEVERAL, applies_group, applies_in, as_typed, audience_field, moment_field
from tandem.web.studio.articles import number_of
from tandem.web.studio.comparing import comparison_of
from tandem.web.studio.places import Place
from tandem.web.studio.shaping import Input, content_of, inputs_of, mended_at, state_of, typed_state

MOST_ROWS = 200
MOST_PEOPLE = 500


class AboutForm(AskingForm):
    """What every policy has besides its content: its title, its language, and where it applies."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(label=_("Summary"), max_length=400, required=False, help_text=_("A line under the title."))
    language = forms.CharField(label=_("Language"), initial="en", help_text=_("A code such as en, de or pt-BR."))
    audience = audience_field()
    products = forms.CharField(label=_("Products"), required=False, help_text=SEVERAL)
    plans = forms.CharField(label=_("Plans"), required=False)
    regions = forms.CharField(label=_("Regions"), required=False)
    channels = forms.CharField(label=_("Channels"), required=False)
    applies_from = moment_field(_("Applies from"))
    applies_until = moment_field(_("Applies until"))
    reason = forms.CharField(label=_("Why this change"), required=False, max_length=400, help_text=_("For whoever approves it, and for who asks in a year."))
    began_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def top(self) -> list[Any]:
        return [self[name] for name in ("title", "summary")]

    def side(self) -> list[Any]:
        return [self[name] for name in ("language", "reason")]

    def where(self) -> Any:
        """Where and to whom it applies."""
        return applies_group(self)


@dataclass(frozen=True, slots=True)
class Line:
    """A policy in the list of its kind: what is in force (None: nothing yet), its standing, how often it was met."""

    row: Any
    policy: Any
    fired: int
    to: str


@dataclass(slots=True)
class Editing:
    """The form of a policy as it stands: what was typed, and what is wrong with it."""

    kind: str
    about: AboutForm
    inputs: list[Input]
    content: dict[str, Any]
    faults: list[Fault]

    @property
    def mended_at(self) -> list[tuple[str, str, str]]:
        """Each fault with its place on the page."""
        return mended_at(self.inputs)


def checked_kind(kind: str) -> str:
    """A kind of policy. Raises Absent."""
    if kind not in POLICY_KINDS:
        raise Absent
    return kind


def lines_in(place: Place, kind: str) -> tuple[Line, ...]:
    """Every policy of a kind that this reader may see, by title."""
    rows = articles_for(place.actor, kind=kind, limit=MOST_ROWS).rows
    policies = {policy.ref: policy for policy in policies_in_force(kind)}
    fired = fired_counts() if kind in ("escalation", "boundary") else {}
    targets = {ref: policy.content.to for ref, policy in policies.items() if isinstance(policy.content, Escalation)}
    people = names_of([to.key for to in targets.values() if to.kind == "member"]) if targets else {}
    lines = [
        Line(row, policies.get(row.ref), fired.get(row.ref, 0), people.get(targets[row.ref].key, targets[row.ref].key) if row.ref in targets else "")
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.row.state == "retired", line.row.title.casefold())))


def policy_page(request: HttpRequest, place: Place, entry: Any) -> dict[str, Any]:
    """One policy at the version that the address names, with its approval, its history and what changed."""
    reading = read(place.actor, entry.ref, number=number_of(request.GET.get("version", "")))
    versions = history(place.actor, entry.ref)
    before = next((row.number for row in versions if row.number < reading.version.number and row.valid_from), None)
    changes = request.GET.get("view") == "changes" and before is not None
    comparison = comparison_of(read(place.actor, entry.ref, number=before), reading) if changes and before else None
    return {
        "kind": entry.kind, "reading": reading, "versions": versions, "card": card_of(place.actor, entry.ref), "waiting": draft_of(place.actor, entry.ref),
        "content": value_of(entry.kind, reading.content), "comparison": comparison, "has_before": before is not None,
        "fired": fired_counts().get(entry.ref, 0), "inputs": inputs_of(entry.kind, state_of(entry.kind, reading.content)),
    }  # fmt: skip


def editing_of(request: HttpRequest, place: Place, kind: str, *, entry: Any = None) -> Editing:
    """The form: as it was sent, with its faults when it is to be saved; else as the draft (or what is in force) says."""
    if request.method == "POST":
        state = typed_state(kind, {name: str(value) for name, value in request.POST.items()})
        content, faults = content_of(kind, state, currency=place.brand.currency)
        if "save" in request.POST:
            told = {fault.path for fault in faults}
            faults += [fault for fault in faults_of(kind, json.dumps(content)) if fault.path not in told]
            about = AboutForm(request.POST)
        else:
            about = AboutForm(initial={**request.POST.dict(), "audience": request.POST.getlist("audience")})
        return Editing(kind, about, inputs_of(kind, state, faults), content, faults)
    if entry is None:
        return Editing(kind, AboutForm(initial={"language": place.brand.language}), inputs_of(kind, {}), {}, [])
    reading = draft_of(place.actor, entry.ref) or read(place.actor, entry.ref)
    draft = reading.version.valid_from is None
    initial = {
        **as_typed(reading.applies), "title": reading.title, "summary": reading.summary, "language": reading.language,
        "reason": reading.version.reason if draft else "", "began_from": reading.content_hash,
    }  # fmt: skip
    return Editing(kind, AboutForm(initial=initial), inputs_of(kind, state_of(kind, reading.content)), reading.content, [])


def saved(place: Place, form: Editing, entry: Any = None) -> Any:
    """The policy with its draft, or None with the errors on the form. Only for what is to be saved."""
    if not form.about.is_bound or not form.about.is_valid() or form.faults:
        return None
    given = form.about.cleaned_data
    with or_refused(form.about.refuse):
        wording = _document(place, form, given, entry)
        if entry is None:
            return create_policy(place.actor, place.brand.pk, wording=wording, reason=given["reason"])
        save_policy(place.actor, entry, wording=wording, unless_changed_from=given["began_from"], reason=given["reason"])
        return entry
    return None


def _document(place: Place, form: Editing, given: dict[str, Any], entry: Any) -> Document:
    """The wording. What this form does not show (topics, links) stays as it was. Raises Invalid."""
    kept = (draft_of(place.actor, entry.ref) or read(place.actor, entry.ref)) if entry is not None else None
    try:
        content = written_content(read_content(form.kind, json.dumps(form.content)))
    except Faulty as faulty:
        raise Invalid(faulty.template, named=faulty.named) from faulty
    return Document(
        slug=entry.slug if entry is not None else slugged(given["title"]), title=given["title"], body="", summary=given["summary"],
        topics=kept.topics if kept else (), language=given["language"], kind=form.kind, content=content, applies=applies_in(given),
        needs=kept.needs if kept else (), related=kept.related if kept else (),
    )  # fmt: skip
