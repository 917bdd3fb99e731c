"""Where and to whom a wording applies, as every kind's form asks it and every page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.knowledge.applicability import AUDIENCES, PLACES, Applicability
from tandem.web.studio.dates import FORMAT

NAMES = ("audience", *PLACES, "applies_from", "applies_until")
SEVERAL = _("Separated by commas.")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; `is_open` when one of them says something."""

    label: Any
    fields: tuple[Any, ...] = ()
    is_open: bool = False


def several(text: str) -> tuple[str, ...]:
    """What stands between commas or line ends."""
    return tuple(dict.fromkeys(part.strip() for part in text.replace("\n", ",").split(",") if part.strip()))


def audience_field() -> forms.MultipleChoiceField:
    """Who may read it; everybody unless said otherwise."""
    choices = [("customer", _("Customers")), ("expert", _("Experts")), ("lead", _("Leads and authors"))]
    return forms.MultipleChoiceField(label=_("Who may read it"), choices=choices, initial=list(AUDIENCES), widget=forms.CheckboxSelectMultiple)


def moment_field(label: Any) -> forms.DateTimeField:
    """An instant, in the writer's zone."""
    widget = forms.DateTimeInput(format=FORMAT, attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, required=False, input_formats=[FORMAT, "%Y-%m-%dT%H:%M:%S"], widget=widget)


def applies_in(given: Mapping[str, Any]) -> Applicability:
    """What a form says of where it applies. Raises Invalid."""
    return Applicability(
        audience=tuple(given["audience"]), applies_from=given["applies_from"], applies_until=given["applies_until"],
        **{place: several(given[place]) for place in PLACES},
    )  # fmt: skip


def as_typed(applies: Applicability) -> dict[str, Any]:
    """What is kept, as a form begins with it."""
    places = {place: ", ".join(getattr(applies, place)) for place in PLACES}
    return {**places, "audience": list(applies.audience), "applies_from": applies.applies_from, "applies_until": applies.applies_until}


def applies_group(form: forms.Form) -> Group:
    """The fields of a form that say where it applies; open when one of them narrows it or is wrong."""
    said = any(form[name].value() for name in NAMES if name != "audience")
    narrowed = set(form["audience"].value() or ()) != set(AUDIENCES)
    wrong = any(form[name].errors for name in NAMES)
    return Group(_("Where and to whom it applies"), tuple(form[name] for name in NAMES), said or narrowed or wrong)
