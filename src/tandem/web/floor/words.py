"""What happened on the floor, and how people are, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tandem.foundation.events.publishing import Happened

KINDS = (
    "ContactOpened",
    "ContactAssigned",
    "ContactTakenBack",
    "ContactResolved",
    "ContactAbandoned",
    "ContactTransferred",
    "AvailabilityChanged",
    "OfferSettled",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, and the conversation it is about, if any."""

    at: datetime
    text: str
    conversation: str


def line_of(happened: Happened, names: Mapping[str, str]) -> Line:
    """The event as a sentence; `names` are those of memberships, by reference."""
    data = happened.data
    name = names.get(data.get("desk", ""), _("Somebody"))
    return Line(happened.at, SENTENCES[happened.kind](name, data), data.get("conversation", ""))


def _settled(name: str, data: Mapping[str, str]) -> str:
    words = {
        "accepted": _("%(name)s accepted an offer"),
        "declined": _("%(name)s declined an offer"),
        "lapsed": _("%(name)s let an offer lapse"),
        "withdrawn": _("An offer to %(name)s was withdrawn"),
    }
    return words[data["state"]] % {"name": name}


def _available(name: str, data: Mapping[str, str]) -> str:
    words = {
        "online": _("%(name)s came online"),
        "away": _("%(name)s is away: %(reason)s"),
        "wrap_up": _("%(name)s is wrapping up"),
        "offline": _("%(name)s went offline"),
    }
    return words[data["state"]] % {"name": name, "reason": away_reason(data.get("reason", ""))}


SENTENCES: dict[str, Callable[[str, Mapping[str, str]], str]] = {
    "ContactOpened": lambda _name, _data: _("A customer began to wait"),
    "ContactAssigned": lambda name, _data: _("%(name)s took a contact") % {"name": name},
    "ContactTakenBack": lambda name, _data: _("Taken back from %(name)s") % {"name": name},
    "ContactResolved": lambda name, _data: _("%(name)s resolved a contact") % {"name": name},
    "ContactAbandoned": lambda _name, _data: _("A customer gave up waiting"),
    "ContactTransferred": lambda name, _data: _("%(name)s passed a contact on") % {"name": name},
    "AvailabilityChanged": _available,
    "OfferSettled": _settled,
}


def channel_word(channel: str) -> str:
    """How a customer came."""
    return {"chat": _("Chat"), "email": _("E-mail"), "voice": _("Phone"), "form": _("Form")}.get(
        channel, channel
    )


def language_word(code: str) -> str:
    """A language in the reader's words; its code where nobody has a word for it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def away_reason(reason: str) -> str:
    """Why somebody is away."""
    words = {
        "break": _("break"),
        "lunch": _("lunch"),
        "training": _("training"),
        "technical": _("technical trouble"),
        "meeting": _("meeting"),
        "personal": _("personal"),
        "missed_offers": _("missed two offers"),
    }
    return words.get(reason, reason)


# state -> (word, given the reason; tone of its badge)
STATES: dict[str, tuple[Callable[[str], str], str]] = {
    "online": (lambda _reason: _("Online"), "ok"),
    "wrap_up": (lambda _reason: _("Wrapping up"), "accent"),
    "away": (lambda reason: _("Away, %(reason)s") % {"reason": away_reason(reason)}, "warn"),
    "offline": (lambda _reason: _("Offline"), ""),
}
