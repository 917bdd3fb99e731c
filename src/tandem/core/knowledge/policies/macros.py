"""Macros: approved words with named, typed places, filled in before an expert sends them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tandem.core.kit.phrases import Phrase
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.expressions import ALWAYS, Expression
from tandem.core.knowledge.policies.fields import IN_MACROS, Field, fits, read_field, written_field
from tandem.core.knowledge.policies.reading import Reader, kept
from tandem.core.knowledge.policies.rules import condition
from tandem.core.knowledge.policies.vocabulary import Value, shown
from tandem.core.knowledge.sentences import sentences

SOURCES = ("customer.name", "conversation.ref", "expert.name", "brand.name", "brand.phone", "brand.email", "today")

OWN_WORDS = 4  # of a macro's fixed words in a row; fewer may be anybody's

_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Macro:
    """Words with places such as {customer}; two braces stand for one."""

    text: str
    placeholders: tuple[Field, ...] = ()
    intents: tuple[str, ...] = ()
    when: Expression = ALWAYS


def read_macro(given: Any, reader: Reader) -> Macro:
    parts = reader.parts(given, "", ("text", "placeholders", "intents", "when"))
    macro = Macro(
        reader.text(parts.get("text"), "text"),
        reader.many(parts.get("placeholders"), "placeholders", lambda part, path: read_field(part, path, reader, types=IN_MACROS, sources=SOURCES)),
        reader.lines(parts.get("intents"), "intents"),
        reader.condition(parts.get("when"), "when"),
    )
    declared = [place.key for place in macro.placeholders]
    reader.once(declared, "placeholders", ".key")
    used = set()
    for match in _PLACE.finditer(macro.text):
        if match[0] in ("{", "}"):
            reader.fault("text", Phrase("{name}, or two braces for one (character %(at)d)", {"at": match.start() + 1}))
        elif match[1] is not None:
            used.add(match[1])
            if match[1] not in declared:
                reader.fault("text", Phrase("a placeholder that is described below, not {%(key)s}", {"key": match[1]}))
    for place, key in enumerate(declared):
        if key and key not in used:
            reader.fault(f"placeholders[{place}].key", Phrase("a place that the text uses; {%(key)s} is not in it", {"key": key}))
    return macro


def written_macro(macro: Macro) -> dict[str, Any]:
    return kept(
        text=macro.text, placeholders=[written_field(place) for place in macro.placeholders], intents=list(macro.intents), when=condition(macro.when)
    )


def rendered(macro: Macro, values: Mapping[str, Value], *, sources: Mapping[str, Value] | None = None, say: Callable[[Value], str] = shown) -> str:
    """The words with their places filled: by `values`, else from where they usually come. It escapes nothing.

    `say` puts a value into words. Raises Invalid (field: the place) for a required one that is missing, a value of
    another type, and a value for no place.

    >>> rendered(Macro("Dear {who},", (Field("who", "Customer", "text", required=True),)), {"who": "Priya"})
    'Dear Priya,'
    """
    places = {place.key: place for place in macro.placeholders}
    spare = sorted(set(values) - set(places))
    if spare:
        raise Invalid("This macro has no place called %(key)s.", named={"key": spare[0]}, field=spare[0])
    filled = {key: _filled(place, values, sources or {}, say) for key, place in places.items()}
    return _PLACE.sub(lambda match: match[0][0] if match[1] is None else filled[match[1]], macro.text)


def is_kept(macro: Macro, text: str) -> bool:
    """Whether a text still holds all the macro's fixed words, in their order: only its places were filled.

    >>> is_kept(Macro("Dear {who}, thank you."), "Dear Priya, thank you."), is_kept(Macro("Dear {who}, thank you."), "Hi Priya, thank you.")
    (True, False)
    """
    at = 0
    for part in _fixed(macro.text):
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def spoken_of(macro: Macro, text: str) -> tuple[str, ...]:
    """The macro's fixed words that stand in a text: all where it is kept, else its sentences of so many words that they are nobody's own.

    >>> thanks = Macro("Dear {who}, thank you. Your money is on its way.")
    >>> spoken_of(thanks, "Dear Priya, thank you. Your money is on its way."), spoken_of(thanks, "Hi! Your money is on its way."), spoken_of(thanks, "Dear Jo,")
    (('Dear', ', thank you. Your money is on its way.'), ('Your money is on its way.',), ())
    """
    fixed = _fixed(macro.text)
    if is_kept(macro, text):
        return tuple(fixed)
    whole = " ".join(text.split())
    said = (" ".join(sentence.split()) for part in fixed for sentence in sentences(part))
    return tuple(words for words in said if len(words.split()) >= OWN_WORDS and words in whole)


def _fixed(text: str) -> list[str]:
    """The words between the places, without the white space at their ends."""
    parts, at, whole = [], 0, ""
    for match in _PLACE.finditer(text):
        whole += text[at : match.start()]
        if match[1] is None:
            whole += match[0][0]
        else:
            parts.append(whole)
            whole = ""
        at = match.end()
    return [part.strip() for part in (*parts, whole + text[at:]) if part.strip()]


def _filled(place: Field, values: Mapping[str, Value], sources: Mapping[str, Value], say: Callable[[Value], str]) -> str:
    value = values.get(place.key)
    value = sources.get(place.source) if value is None else value
    if value is None:
        if place.required:
            raise Invalid("%(label)s is needed.", named={"label": place.label}, field=place.key)
        return ""
    if not fits(place, value):
        raise Invalid("%(label)s does not fit: %(value)s.", named={"label": place.label, "value": shown(value)}, field=place.key)
    return say(value)
