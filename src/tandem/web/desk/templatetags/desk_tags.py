"""What the desk's templates call things."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from tandem.domain.orchestration.routing.queries import in_words
from tandem.web.desk import words
from tandem.web.desk.ruling import moment_words

register = template.Library()

register.filter("channel_name", words.channel_name)
register.filter("language_name", words.language_name)
register.filter("moment_words", moment_words)


@register.filter
def channel_icon(channel: str) -> str:
    """The icon of a channel."""
    return words.CHANNEL_ICONS.get(channel, "chat")


@register.simple_tag
def decline_reasons() -> dict[str, str]:
    """Why an offer may be declined."""
    return words.decline_reasons()


@register.filter
def obstacle_words(obstacles: Iterable[str]) -> str:
    """What stands in the way of giving an expert a conversation."""
    return ", ".join(in_words(one) for one in obstacles)
