"""The house's own lines in a thread ("Amara joined"), in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.domain.service.conversations.models import Message


def line_of(message: Message, *, for_customer: bool) -> str:
    """What a system message says to its reader; empty when it is not for them."""
    facts = message.facts
    match message.code:
        case "joined":
            return _joined(facts, for_customer=for_customer)
        case "resolved":
            if for_customer:
                return _("%(name)s closed this. Write below and it opens again.") % {"name": facts.get("name", "")}
            return _("%(name)s resolved this.") % {"name": facts.get("name", "")}
        case "taken_back":
            if for_customer:
                return _("We are bringing in somebody else. You keep your place.")
            return _("Back in the queue: %(reason)s.") % {"reason": _reason(str(facts.get("reason", "")))}
        case "transferred":
            if for_customer:
                return _("You are being passed to a colleague who knows this subject.")
            return _("Passed to the queue %(queue)s.") % {"queue": facts.get("queue", "")}
        case "by_email" | "left":
            return _by_the_customer(message.code, for_customer=for_customer)
        case _:
            return ""


def _by_the_customer(code: str, *, for_customer: bool) -> str:
    """What the customer chose while they waited."""
    if code == "left":
        return _("You left the queue. Write below and you are back in it.") if for_customer else _("The customer left the queue.")
    return _("We answer you by e-mail. You need not wait here.") if for_customer else _("The customer would rather be answered by e-mail.")


def _joined(facts: dict[str, Any], *, for_customer: bool) -> str:
    waited = int(facts.get("waited_seconds", 0))
    name = facts.get("name", "")
    if waited < 60:
        wait = ngettext("%(count)d second", "%(count)d seconds", waited) % {"count": waited}
    else:
        wait = ngettext("%(count)d minute", "%(count)d minutes", round(waited / 60)) % {"count": round(waited / 60)}
    if for_customer:
        return _("%(name)s, a person, joined. You waited %(wait)s.") % {"name": name, "wait": wait}
    return _("%(name)s took this after a wait of %(wait)s.") % {"name": name, "wait": wait}


def _reason(reason: str) -> str:
    words = {
        "silent": _("no reply for too long"),
        "gone": _("the expert was gone"),
        "handed_back": _("handed back"),
        "lead": _("taken back by a lead"),
    }
    return words.get(reason, reason)
