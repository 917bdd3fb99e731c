"""What the help centre's templates ask: addresses with what the reader chose, names of languages."""

from __future__ import annotations

from django import template

from tandem.web.help.entry import Visit
from tandem.web.help.following import FROM_CHAT
from tandem.web.help.showing import name_of

register = template.Library()


@register.simple_tag
def address(visit: Visit, name: str, *args: str, language: str = "", from_chat: str = "") -> str:
    """A page of this help centre in a language (the page's own), with what the reader chose; from the chat, with its session."""
    return visit.address(name, *args, language=language, **({FROM_CHAT: from_chat} if from_chat else {}))


@register.filter
def tongue(code: str) -> str:
    """A language's name in that language itself."""
    return name_of(code)
