"""A wording as a value: what can be kept, by which name, and when two are the same."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.applicability import PLACES, Applicability

# What can be governed; the matter of all but articles is `content`, as `core.knowledge.policies` states.
KINDS = ("article", "macro", "voice", "guide", "escalation", "boundary", "disclosure", "right")
LONGEST_TITLE = 200
LONGEST_SUMMARY = 400
LONGEST_SLUG = 120
LONGEST_TOPIC = 60
MOST_TOPICS = 40
MOST_LINKS = 60
LARGEST_BODY = 100_000  # bytes of UTF-8 a version

EVERYWHERE = Applicability()

_SLUG = re.compile(r"^[^\s/\\\x00-\x1f\x7f]+$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


@dataclass(frozen=True, slots=True)
class Document:
    """A wording apart from where it is kept: an article's body, or another kind's `content` (canonical JSON).

    `needs` are the short names of what is needed with it, `related` of what may help, `formerly` those that it
    once had and that still lead to it. Raises Invalid for what could not be kept or read.
    """

    slug: str
    title: str
    body: str
    summary: str = ""
    topics: tuple[str, ...] = ()
    language: str = "en"
    kind: str = "article"
    content: str = ""
    applies: Applicability = EVERYWHERE
    needs: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", self.body.strip("\n"))  # empty lines at either end say nothing
        for field in ("slug", "title", "body", "summary", "language", "content"):
            _check_text(field, getattr(self, field))
        _check(self.kind in KINDS, "kind", f"A kind is one of {', '.join(KINDS)}.")
        for field in ("needs", "related", "formerly"):
            linked = getattr(self, field)
            _check(len(linked) <= MOST_LINKS, field, f"At most {MOST_LINKS} links.")
            _check(all(len(slug) <= LONGEST_SLUG and _SLUG.match(slug) for slug in linked), field, "A link is a short name.")
            _check(self.slug not in linked, field, "An entry does not link to itself.")
        for topic in self.topics:
            _check_text("topics", topic)
        _check(bool(self.title.strip()), "title", "An article needs a title.")
        _check(len(self.title) <= LONGEST_TITLE, "title", f"A title has at most {LONGEST_TITLE} characters.")
        _check("\n" not in self.title, "title", "A title is one line.")
        _check(
            len(self.summary) <= LONGEST_SUMMARY,
            "summary",
            f"A summary has at most {LONGEST_SUMMARY} characters.",
        )
        size = len(self.body.encode())
        _check(
            size <= LARGEST_BODY,
            "body",
            f"A version holds at most 100 kB of text; this one has {size:,} bytes.",
        )
        _check(len(self.slug) <= LONGEST_SLUG, "slug", f"A short name has at most {LONGEST_SLUG} characters.")
        _check(bool(_SLUG.match(self.slug)), "slug", "A short name has no spaces and no slashes.")
        _check(len(self.topics) <= MOST_TOPICS, "topics", f"An article has at most {MOST_TOPICS} topics.")
        fit = all(topic and len(topic) <= LONGEST_TOPIC for topic in self.topics)
        _check(fit, "topics", f"A topic has 1 to {LONGEST_TOPIC} characters.")
        _check(
            bool(_LANGUAGE.match(self.language)), "language", 'A language is a code such as "en" or "pt-BR".'
        )

    def key(self) -> tuple[str, str, str]:
        """What names an entry within a brand: kind, short name, language."""
        return self.kind, self.slug, self.language

    def content_hash(self) -> str:
        """The same for the same wording, applicability and links; not for another short name or other topics."""
        dates = [instant and instant.isoformat() for instant in (self.applies.applies_from, self.applies.applies_until)]
        places = [list(getattr(self.applies, place)) for place in ("audience", *PLACES)]
        wording = [self.title, self.summary, self.body, self.language, self.content, places, dates, self.needs, self.related]
        return hashlib.sha256(json.dumps(wording).encode()).hexdigest()


def canonical(content: Any) -> str:
    """JSON with sorted keys and no spare spaces: the same text for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def slugged(title: str) -> str:
    """A short name made of a title's letters and digits; "article" when it has none.

    >>> slugged("Refunds: how long?")
    'refunds-how-long'
    """
    words = re.findall(r"[^\W_]+", title.casefold())
    return "-".join(words)[:LONGEST_SLUG].strip("-") or "article"


def _check_text(field: str, text: str) -> None:
    _check("\x00" not in text, field, "The text holds a NUL byte, which cannot be stored.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Invalid("The text holds half a character (a lone surrogate).", field=field) from error


def _check(holds: bool, field: str, otherwise: str) -> None:  # noqa: FBT001  the condition itself
    if not holds:
        raise Invalid(otherwise, field=field)
