"""What the desk calls things: reasons, outcomes, channels, stretches of time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from tandem.core.service.weights import weight_of

CHANNEL_ICONS = {"chat": "chat", "email": "mail", "voice": "phone", "form": "text"}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def away_reasons() -> dict[str, str]:
    """Reasons that a person may choose, in the order of the menu."""
    return {
        "break": _("Break"),
        "lunch": _("Lunch"),
        "meeting": _("Meeting"),
        "training": _("Training"),
        "technical": _("Technical trouble"),
        "personal": _("Personal"),
    }


def away_reason(key: str) -> str:
    """Any reason, also the ones that the house gives."""
    return (away_reasons() | {"missed_offers": _("Two offers missed")}).get(key, key)


def decline_reasons() -> dict[str, str]:
    """Why an offer is declined. It costs nothing; somebody else is asked."""
    return {
        "too_busy": _("I have enough right now"),
        "not_my_field": _("Not my subject"),
        "language": _("Not my language"),
        "conflict": _("I know this customer"),
        "other": _("Another reason"),
    }


def dispositions() -> dict[str, str]:
    """How a contact ended."""
    return {
        "solved": _("Solved"),
        "answered_elsewhere": _("Answered elsewhere"),
        "no_reply": _("The customer stopped replying"),
        "not_for_us": _("Not for us"),
        "spam": _("Spam"),
    }


def states() -> dict[str, str]:
    """Availability."""
    return {"online": _("Online"), "away": _("Away"), "offline": _("Offline"), "wrap_up": _("Wrapping up")}


def channel_name(channel: str) -> str:
    """A channel in words."""
    return {"chat": _("Web chat"), "email": _("E-mail"), "voice": _("Phone"), "form": _("Form")}.get(channel, channel)


def language_name(code: str) -> str:
    """A language in the reader's words; its code where nobody has a word for it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def name_of(customer: Any) -> str:
    """What a customer is called at the desk: their name, or a number that stays the same."""
    return customer.name or _("Visitor %(number)s") % {"number": customer.ref[-4:]}


def masked(value: str) -> str:
    """A detail that is hidden until its holder asks: first and last sign, and the domain of an address."""
    head, at, domain = value.partition("@")
    return f"{head[:1]}•••{head[-1:] if len(head) > 2 else ''}{at}{domain}" if value else ""


def span(length: timedelta) -> str:
    """A stretch of time in its largest unit: "50 s", "6 min", "2 h", "3 d"."""
    length = max(length, timedelta(0))
    if length < MINUTE:
        return _("%(count)d s") % {"count": length // timedelta(seconds=1)}
    if length < HOUR:
        return _("%(count)d min") % {"count": length // MINUTE}
    if length < DAY:
        return _("%(count)d h") % {"count": length // HOUR}
    return _("%(count)d d") % {"count": length // DAY}


def left(due: datetime, at: datetime) -> str:
    """Time left until `due`, or by how much it is late."""
    return span(due - at) if due >= at else _("%(span)s late") % {"span": span(at - due)}


def share_left(begun: datetime, due: datetime, at: datetime) -> int:
    """How much of the time is left, in percent."""
    whole = (due - begun).total_seconds()
    return max(0, min(100, round(100 * (due - at).total_seconds() / whole))) if whole > 0 else 0


def tone_of(share: int) -> str:
    """The tone of a clock with this much left."""
    if share > 50:
        return "ok"
    return "warn" if share > 15 else "danger"


def load_words(held: int, load: int, capacity: int) -> str:
    """What a person holds against what they take: "2 of 3 chats"."""
    chat = weight_of("chat")
    most = max(capacity // chat, held if load >= capacity else 0)
    if load == held * chat:
        return ngettext("%(held)d of %(most)d chat", "%(held)d of %(most)d chats", most) % {
            "held": held,
            "most": most,
        }
    room = (capacity - load) // chat
    return ngettext("%(held)d held, room for %(room)d chat", "%(held)d held, room for %(room)d chats", room) % {"held": held, "room": room}


def now_you_are(state: str) -> str:
    """Said after changing one's availability."""
    return {
        "online": _("You are online. Offers come to you."),
        "away": _("You are away. No offers until you are back; what you hold stays yours."),
        "offline": _("You are offline. Chats that you still hold go to somebody else in a minute."),
    }.get(state, "")


def takes_at_once(chats: int) -> str:
    """Said after changing how much one takes."""
    return ngettext("You take %(count)d chat at once.", "You take up to %(count)d chats at once.", chats) % {"count": chats}


def resolved_as(disposition: str) -> str:
    """Said after resolving; nobody is asked how spam went."""
    return _("Resolved.") if disposition == "spam" else _("Resolved. The customer is asked how it went.")


def script_words() -> dict[str, str]:
    """What the desk's scripts say; placeholders in braces are filled there."""
    return {
        "late": _("{span} late"),
        "second": _("{count} s"),
        "minute": _("{count} min"),
        "hour": _("{count} h"),
        "day": _("{count} d"),
        "kept": _("Draft kept"),
        "replaced": _("What you had written was replaced."),
        "inserted": _("In your reply, with its source."),
        "unsaid": _("Something that has to be said is missing from your reply. Insert it, or send it as it is by pressing Send again."),
        "first": _("Something has to be said before you answer. Insert it, then send; your words are kept."),
    }
