"""Articles as files: Markdown with front matter, JSON lines; read strictly, written to read back equal."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
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
_KEYS = ("title", "topics", "summary", "language")
_LINE_KEYS = {"id", "title", "content", "topics", "summary", "language"}


class Malformed(Invalid):
    """A file is not what it should be; `line` and `column` count from one."""

    def __init__(self, message: str, *, line: int, column: int = 1, named: Mapping[str, object] | None = None) -> None:
        super().__init__(message, code="malformed", named=named)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Document:
    """A wording apart from where it is kept: an article's body, or another kind's `content` (canonical JSON).

    `needs` are the short names of what is needed with it, `related` of what may help. Raises Invalid for
    what could not be kept or read.
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

    def __post_init__(self) -> None:
        for field in ("slug", "title", "body", "summary", "language", "content"):
            _check_text(field, getattr(self, field))
        _check(self.kind in KINDS, "kind", f"A kind is one of {', '.join(KINDS)}.")
        for field in ("needs", "related"):
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


def read_markdown(text: str, *, slug: str) -> Document:
    """One article: front matter between lines of dashes (title, topics, summary, language), then Markdown.

    Without front matter the first line must be a heading of the first level: the title. Raises Malformed.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].strip() != "---":
        if not lines[0].startswith("# "):
            raise Malformed('expected "---" (front matter) or "# " and the title', line=1)
        return _document(1, slug=slug, title=lines[0][2:].strip(), body="\n".join(lines[1:]).strip("\n"))
    given: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            break
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in _KEYS:
            raise Malformed("expected one of %(choices)s, a colon and a value, or ---", named={"choices": ", ".join(_KEYS)}, line=number)
        if key.strip() in given:
            raise Malformed("%(key)s stands here a second time", named={"key": key.strip()}, line=number)
        given[key.strip()] = value.strip()
    else:
        raise Malformed('expected "---" to end the front matter', line=len(lines))
    if not given.get("title"):
        raise Malformed('expected "title: …" in the front matter', line=1)
    topics = tuple(topic.strip() for topic in given.get("topics", "").split(",") if topic.strip())
    return _document(
        1,
        slug=slug,
        title=given["title"],
        body="\n".join(lines[len(given) + 2 :]).strip("\n"),
        summary=given.get("summary", ""),
        topics=topics,
        language=given.get("language") or "en",
    )


def write_markdown(document: Document) -> str:
    """The text that `read_markdown` reads back as the same document."""
    head = [f"title: {document.title}", f"topics: {', '.join(document.topics)}".rstrip()]
    head += [f"summary: {document.summary}"] if document.summary else []
    head += [f"language: {document.language}"] if document.language != "en" else []
    return "\n".join(["---", *head, "---", "", document.body, ""])


def read_lines(lines: Iterable[str]) -> Iterator[tuple[int, Document]]:
    """Articles of JSON lines, with their line numbers: id, title, content[, topics, summary, language].

    Blank lines are passed over. Raises Malformed at the first line that is wrong.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _from_json(line, number)


def write_line(document: Document) -> str:
    """The JSON line that `read_lines` reads back as the same document."""
    given: dict[str, Any] = {"id": document.slug, "title": document.title, "content": document.body}
    extra = {"topics": list(document.topics), "summary": document.summary}
    given |= {key: value for key, value in extra.items() if value}
    given |= {"language": document.language} if document.language != "en" else {}
    return json.dumps(given, ensure_ascii=False)


def _from_json(line: str, number: int) -> Document:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise Malformed("expected a JSON object: %(msg)s", named={"msg": error.msg}, line=number, column=error.colno) from error
    except RecursionError as error:
        raise Malformed("expected a flat JSON object; this one is nested too deep", line=number) from error
    if not isinstance(given, dict):
        raise Malformed("expected a JSON object with id, title and content", line=number)
    unknown = set(given) - _LINE_KEYS
    if unknown:
        raise Malformed(
            "unknown field %(unknown)s; expected %(choices)s", named={"unknown": repr(min(unknown)), "choices": ", ".join(sorted(_LINE_KEYS))}, line=number
        )
    for key in ("id", "title", "content"):
        if not isinstance(given.get(key), str) or not given[key]:
            raise Malformed('expected text in "%(key)s"', named={"key": key}, line=number, column=_column(line, key))
    for key in ("summary", "language"):
        if not isinstance(given.get(key, ""), str):
            raise Malformed('expected text in "%(key)s"', named={"key": key}, line=number, column=_column(line, key))
    topics = given.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise Malformed('expected a list of texts in "topics"', line=number, column=_column(line, "topics"))
    return _document(
        number,
        slug=given["id"],
        title=given["title"],
        body=given["content"],
        summary=given.get("summary", ""),
        topics=tuple(topics),
        language=given.get("language", "en"),
    )


def _document(line: int, **wording: Any) -> Document:
    try:
        return Document(**wording)
    except Invalid as refusal:
        raise Malformed("%(field)s: %(reason)s", named={"field": refusal.field, "reason": refusal}, line=line) from refusal


def _column(line: str, key: str) -> int:
    return max(line.find(f'"{key}"'), 0) + 1


def _check_text(field: str, text: str) -> None:
    _check("\x00" not in text, field, "The text holds a NUL byte, which cannot be stored.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Invalid("The text holds half a character (a lone surrogate).", field=field) from error


def _check(holds: bool, field: str, otherwise: str) -> None:  # noqa: FBT001  the condition itself
    if not holds:
        raise Invalid(otherwise, field=field)
