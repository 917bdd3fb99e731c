"""A queue: hours, needs, pools, targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Refused
from tandem.core.service.hours import DAYS
from tandem.web.forms import AskingForm
from tandem.web.refusals import said
from tandem.web.settings.forms.brand import ZONES
from tandem.web.settings.words import DAY_WORDS, POOL_CHOICES, RISK_CHOICES

DASHES = "–—-"


class QueueForm(AskingForm):
    """Everything of a queue but its key, which only a new one is given."""

    name = forms.CharField(label=_("Name"))
    key = forms.CharField(
        label=_("Key"), help_text=_("Names it in the API and in addresses; it never changes.")
    )
    zone = forms.ChoiceField(label=_("Time zone of its hours"))
    closed_days = forms.CharField(
        label=_("Closed on"), required=False, help_text=_("Dates such as 2026-12-25, separated by spaces.")
    )
    languages = forms.CharField(label=_("Languages"), help_text=_("Codes, separated by spaces: en de."))
    skills = forms.CharField(
        label=_("Skills with least level"), required=False, help_text=_("Such as refunds:3 tickets:2.")
    )
    certifications = forms.CharField(
        label=_("Certifications"), required=False, help_text=_("Separated by spaces.")
    )
    risk = forms.ChoiceField(label=_("Risk"), choices=RISK_CHOICES)
    pool_kinds = forms.MultipleChoiceField(
        label=_("Served by"), choices=POOL_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    overflow_kinds = forms.MultipleChoiceField(
        label=_("Overflow to"), required=False, choices=POOL_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    overflow_after_seconds = forms.IntegerField(label=_("Overflow after, seconds of waiting"), initial=120)
    answer_within_seconds = forms.IntegerField(label=_("Answer within, seconds"), initial=60)
    letter_within_seconds = forms.IntegerField(label=_("Answer e-mails and forms within, seconds"), required=False, initial=86400)
    service_level = forms.FloatField(label=_("Target, percent answered in time"), initial=80)
    offer_seconds = forms.IntegerField(label=_("Seconds to accept an offer"), initial=30)
    reply_grace_seconds = forms.IntegerField(
        label=_("Silence before work is taken back, seconds"), initial=300
    )
    wrap_up_seconds = forms.IntegerField(label=_("Wrap-up, seconds"), initial=20)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = str(self.initial.get("zone", ""))
        self.fields["zone"].choices = [(zone, zone) for zone in sorted({*ZONES, kept} - {""})]  # type: ignore[attr-defined]
        for day in DAYS:
            example = "08:00-20:00"
            widget = forms.TextInput(attrs={"placeholder": _("closed"), "aria-description": example})
            self.fields[day] = forms.CharField(label=DAY_WORDS[day], required=False, widget=widget)
        if not is_new:
            del self.fields["key"]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        given["hours"] = {day: spans for day in DAYS if (spans := _spans(given.pop(day)))}
        for name in ("closed_days", "languages", "certifications"):
            given[name] = given[name].replace(",", " ").split()
        given["skills"] = _skills(given["skills"])
        given["service_level"] = given["service_level"] / 100
        given["letter_within_seconds"] = given["letter_within_seconds"] or self.fields["letter_within_seconds"].initial
        return given

    def refuse(self, refusal: Refused) -> None:
        """Hours are refused beside the first day, which is where they begin."""
        field = getattr(refusal, "field", "")
        self.add_error(
            {"hours": "mon", "closed": "closed_days"}.get(field, field if field in self.fields else None),
            said(refusal),
        )

    @property
    def days(self) -> list[Any]:
        return [self[day] for day in DAYS]

    @property
    def first(self) -> list[Any]:
        return [self[name] for name in ("name", "key", "zone", "closed_days") if name in self.fields]

    @property
    def needs(self) -> list[Any]:
        return [
            self[name]
            for name in ("languages", "skills", "certifications", "risk", "pool_kinds", "overflow_kinds")
        ]

    @property
    def times(self) -> list[Any]:
        named = ("answer_within_seconds", "letter_within_seconds", "service_level", "overflow_after_seconds")
        return [self[name] for name in (*named, "offer_seconds", "reply_grace_seconds", "wrap_up_seconds")]


def as_form(queue: Any) -> dict[str, Any]:
    """A queue as what its form begins with."""
    plain = (
        "name",
        "zone",
        "risk",
        "pool_kinds",
        "overflow_kinds",
        "overflow_after_seconds",
        "answer_within_seconds",
        "letter_within_seconds",
    )
    rest = ("offer_seconds", "reply_grace_seconds", "wrap_up_seconds")
    return {
        **{name: getattr(queue, name) for name in (*plain, *rest)},
        "closed_days": " ".join(queue.closed_days),
        "languages": " ".join(queue.languages),
        "certifications": " ".join(queue.certifications),
        "skills": " ".join(f"{key}:{level}" for key, level in sorted(queue.skills.items())),
        "service_level": round(100 * queue.service_level, 2),
        **{day: ", ".join(f"{start}-{end}" for start, end in queue.hours.get(day, [])) for day in DAYS},
    }


def _spans(text: str) -> list[list[str]]:
    """[["08:00", "12:00"], …] from "08:00-12:00, 13:00-18:00"; what is no pair is passed on to be refused."""
    for dash in DASHES:
        text = text.replace(dash, "-")
    return [
        [end.strip() for end in part.split("-")] for part in text.replace(";", ",").split(",") if part.strip()
    ]


def _skills(text: str) -> Mapping[str, int | str]:
    """{"refunds": 3} from "refunds:3"; without a level 1; what is no number is passed on to be refused."""
    found: dict[str, int | str] = {}
    for part in text.replace(",", " ").split():
        key, _colon, level = part.partition(":")
        found[key] = int(level) if level.isascii() and level.isdigit() else level or 1
    return found
