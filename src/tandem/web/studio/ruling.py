"""The page of release rules: a form for each kind, and what was set when by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import KINDS
from tandem.core.knowledge.releases import MOST_APPROVALS, Rule
from tandem.domain.knowledge.releases.queries.rules import SetRule, rule_for, rules_set
from tandem.web.forms import AskingForm
from tandem.web.studio.names import kind_name

PEOPLE = [(n, str(n)) for n in range(1, MOST_APPROVALS + 1)]


class RuleForm(AskingForm):
    """The rule of one kind."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS], widget=forms.HiddenInput)
    approvals = forms.TypedChoiceField(label=_("Approvals"), choices=PEOPLE, coerce=int)
    approvals_for_money = forms.TypedChoiceField(label=_("For money"), choices=PEOPLE, coerce=int)
    expires_after_days = forms.IntegerField(label=_("Lasts, in days"), required=False)

    def rule(self) -> Rule | None:
        """The rule, or None with the error beside the field."""
        if not self.is_bound or not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return Rule(given["approvals"], given["approvals_for_money"], given["expires_after_days"])
        except Invalid as refusal:
            self.refuse(refusal)
            return None


@dataclass(frozen=True, slots=True)
class KindRule:
    """A kind, the rule in force for it and who set it last, with the form that changes it."""

    kind: str
    name: str
    rule: Rule
    last: SetRule | None
    form: Any


def rules_page(form: RuleForm) -> dict[str, Any]:
    """Each kind with its rule; a refused form stands with its errors where it was sent from."""
    history = rules_set()
    sent = form.data.get("kind", "") if form.is_bound else ""
    rows = []
    for kind in KINDS:
        rule = rule_for(kind)
        initial = {"kind": kind, "approvals": rule.approvals, "approvals_for_money": rule.for_money, "expires_after_days": rule.expires_after_days}
        last = next((one for one in history if one.kind == kind), None)
        rows.append(KindRule(kind, kind_name(kind), rule, last, form if kind == sent else RuleForm(initial=initial, auto_id=f"id_{kind}_%s")))
    return {"rows": rows, "history": [(kind_name(one.kind), one) for one in history]}
