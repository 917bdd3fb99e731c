"""The simulator: facts of a conversation, pasted or picked, and what they would meet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.kit.money import Money
from tandem.core.kit.refusals import Absent, Invalid
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.vocabulary import CHANNELS, POOLS
from tandem.domain.knowledge.policies.queries import holders, meeting_of
from tandem.domain.service.conversations.access import conversation_for
from tandem.domain.service.conversations.queries import thread
from tandem.domain.service.conversations.queries.matter import circumstances_of
from tandem.web.forms import AskingForm
from tandem.web.studio.places import Place
from tandem.web.studio.shapes import WORDS

UNKNOWN = ("", _("Unknown"))
TRUTH = [UNKNOWN, ("yes", _("Yes")), ("no", _("No"))]
COUNTS = ("asked_for_person", "failed_checks", "repeats", "days_since_purchase", "days_since_event", "days_open")


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False)


def _truth(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=TRUTH, required=False)


CHANNEL_WORDS = {
    "chat": _("Web chat"), "widget": _("Widget"), "email": _("E-mail"), "form": _("Form"), "voice": _("Voice"), "sms": _("SMS"), "social": _("Social media"),
    "api": _("API"),
}  # fmt: skip


class FactsForm(AskingForm):
    """What is known of a conversation; what is left empty is unknown."""

    text = forms.CharField(label=_("What the customer wrote"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    intent = forms.CharField(label=_("Intent"), required=False, help_text=_("Such as refund or complaint."))
    topic = forms.CharField(label=_("Topic"), required=False)
    amount = forms.DecimalField(label=_("Amount"), required=False, min_value=Decimal(0), max_digits=14)
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), required=False)
    pool = forms.ChoiceField(label=_("Who answers"), choices=[UNKNOWN, *((one, WORDS[one]) for one in POOLS)], required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=[UNKNOWN, *((one, CHANNEL_WORDS[one]) for one in CHANNELS)], required=False)
    region = forms.CharField(label=_("Region"), required=False)
    language = forms.CharField(label=_("Language"), required=False)
    product = forms.CharField(label=_("Product"), required=False)
    plan = forms.CharField(label=_("Plan"), required=False)
    asked_for_person = _count(_("Asked for a person, times"))
    failed_checks = _count(_("Failed identity checks"))
    repeats = _count(_("Came back with it, times"))
    days_since_purchase = _count(_("Days since the purchase"))
    days_since_event = _count(_("Days since it happened"))
    days_open = _count(_("Days since they first asked"))
    verified = _truth(_("Identity is certain"))
    vulnerable = _truth(_("Needs particular care"))

    def facts(self) -> Facts | None:
        """The facts, or None with the error beside the field."""
        if not self.is_bound or not self.is_valid():
            return None
        given = self.cleaned_data
        told: dict[str, Any] = {name: given[name].strip() for name in ("intent", "topic", "pool", "channel", "region", "language", "product", "plan")}
        told |= {name: {"yes": True, "no": False}.get(given[name]) for name in ("verified", "vulnerable")} | {name: given[name] for name in COUNTS}
        amount = Money.of(given["amount"], given["currency"] or "GBP") if given["amount"] is not None else None
        try:
            return Facts(text=given["text"] or None, amount=amount, **told)
        except Invalid as refusal:
            self.refuse(refusal)
            return None

    def main(self) -> list[Any]:
        return [self[name] for name in ("text", "intent", "topic", "amount", "currency", "pool")]

    def more(self) -> list[Any]:
        return [field for field in self if field.name not in {one.name for one in self.main()}]

    def says_more(self) -> bool:
        """Whether one of the facts that stand folded is given, or wrong."""
        return any(field.value() or field.errors for field in self.more())


def picked(place: Place, ref: str) -> tuple[dict[str, Any], str]:
    """(the facts of a conversation that this person may open, why not)."""
    if not ref.strip():
        return {}, ""
    try:
        found = conversation_for([place.member], ref.strip()) if "\x00" not in ref else None
    except Absent:
        found = None
    if found is None:
        return {}, str(_("There is no conversation with this reference that you may open."))
    around = circumstances_of(found, audience="expert")
    written = "\n".join(message.text for message in thread(found.pk) if message.author == "customer")
    first = {name: values[0] for name, values in (("product", around.products), ("plan", around.plans), ("region", around.regions)) if values}
    channel = {"channel": found.channel} if found.channel in CHANNELS else {}
    return {**first, **channel, "text": written, "language": getattr(found, "language", ""), "currency": place.brand.currency}, ""


def simulated(form: FactsForm) -> dict[str, Any]:
    """What the facts meet, with who holds the rights; nothing before facts were sent."""
    facts = form.facts()
    if facts is None:
        return {}
    found = meeting_of(facts)
    return {"found": found, "holders": holders(found)}
