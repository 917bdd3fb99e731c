"""What changed between two versions: words, applicability and links, and how many sentences touch money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tandem.core.knowledge.changes import Block, changes_of, count_of
from tandem.core.knowledge.releases import money_touched
from tandem.web.studio.names import audience_name, language_name, place_name
from tandem.web.studio.shaping import lines_of


@dataclass(frozen=True, slots=True)
class Change:
    """A property that is not running text: what it was, what it is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions beside one another, word by word."""

    before: Any
    title: tuple[Block, ...]
    summary: tuple[Block, ...]
    body: tuple[Block, ...]
    properties: tuple[Change, ...]
    changes: int
    money: int


def comparison_of(before: Any, after: Any) -> Comparison:
    """What `after` says that `before` did not, and the other way round."""
    title, summary = (changes_of(getattr(before, part), getattr(after, part)) for part in ("title", "summary"))
    body = changes_of(_matter(before), _matter(after))
    properties = tuple(_properties(before, after))
    return Comparison(
        before, title, summary, body, properties, sum(map(count_of, (title, summary, body))) + len(properties),
        money_touched(_words(before), _words(after)),
    )  # fmt: skip


def _words(reading: Any) -> str:
    return f"{reading.title}\n{reading.summary}\n{_matter(reading)}"


def _matter(reading: Any) -> str:
    """An article's text; a policy's content as lines that people read."""
    return str(reading.body) if reading.content is None else lines_of(reading.kind, reading.content)


def _properties(before: Any, after: Any) -> list[Change]:
    pairs = [(_("Language"), language_name(before.language), language_name(after.language))]
    pairs += [(_("Audience"), _audience(before.applies), _audience(after.applies))]
    for place in ("products", "plans", "regions", "channels"):
        pairs.append((place_name(place), _listed(getattr(before.applies, place)), _listed(getattr(after.applies, place))))
    pairs += [
        (_("Applies from"), _date(before.applies.applies_from), _date(after.applies.applies_from)),
        (_("Applies until"), _date(before.applies.applies_until), _date(after.applies.applies_until)),
        (_("Needs also"), ", ".join(before.needs), ", ".join(after.needs)),
        (_("Related"), ", ".join(before.related), ", ".join(after.related)),
    ]
    return [Change(label, old, new) for label, old, new in pairs if old != new]


def _audience(applies: Any) -> str:
    return ", ".join(audience_name(one) for one in applies.audience)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or _("everywhere")


def _date(moment: Any) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""
