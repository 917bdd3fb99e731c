"""One entry as Markdown: front matter between lines of dashes, then the text; a policy's rules in a last JSON block."""

from __future__ import annotations

import json
import re
from typing import Any

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.files.faults import Fault, Found, kept
from tandem.core.knowledge.files.records import LISTS, document_of, record_of

KEYS = ("title", "topics", "summary", "language", "kind", "audience", "products", "plans", "regions", "channels", "applies_from", "applies_until",
        "needs", "related", "formerly")  # fmt: skip

_FENCE = "```json rules"
_RULES = re.compile(r"(?:\A|\n)```json rules\n(.*)\n```\s*\Z", re.DOTALL)
_ITEM = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|\Z)')


def read_markdown(file: str, text: str, *, slug: str) -> Found:
    """The entry of a Markdown file, or a fault for each line of its front matter that is wrong.

    Without front matter the first line must be a heading of the first level: the title.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].strip() != "---":
        if not lines[0].startswith("# "):
            return _refused(file, 1, 'expected "---" (front matter) or "# " and the title')
        return kept(file, 1, lambda: document_of({"id": slug, "title": lines[0][2:].strip(), "content": "\n".join(lines[1:])}))
    record: dict[str, Any] = {"id": slug}
    faults: list[Fault] = []
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.strip() == "---"), None)
    if end is None:
        return _refused(file, len(lines), 'expected "---" to end the front matter')
    for number, line in enumerate(lines[1:end], start=2):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or key not in KEYS:
            faults.append(Fault(file, number, 1, f"expected one of {', '.join(KEYS)}, a colon and a value, or ---"))
        elif key in record:
            faults.append(Fault(file, number, 1, f"{key} stands here a second time"))
        else:
            try:
                record[key] = _list(value) if key in LISTS else _text(value)
            except ValueError:
                faults.append(Fault(file, number, len(key) + 3, "expected a text, or one between quotation marks as in JSON"))
    if not record.get("title") and not faults:
        faults.append(Fault(file, 1, 1, 'expected "title: …" in the front matter'))
    if faults:
        return Found(faults=tuple(faults))
    return _with_body(file, record, "\n".join(lines[end + 1 :]))


def write_markdown(document: Document) -> str:
    """The text that `read_markdown` reads back as the same document."""
    record = record_of(document)
    head = [f"{key}: {_written(key, record[key])}" for key in KEYS if key in record]
    body = document.body
    if document.content:
        rules = json.dumps(record["rules"], ensure_ascii=False, indent=2)
        body = f"{body}\n\n{_FENCE}\n{rules}\n```" if body else f"{_FENCE}\n{rules}\n```"
    return "\n".join(["---", *head, "---", "", body, ""])


def _with_body(file: str, record: dict[str, Any], body: str) -> Found:
    rules = _RULES.search(body) if record.get("kind", "article") != "article" else None
    if rules:
        try:
            record["rules"] = json.loads(rules[1])
        except (json.JSONDecodeError, RecursionError) as error:
            return _refused(file, 1, f"expected JSON in the last block: {error}")
        body = body[: rules.start()]
    return kept(file, 1, lambda: document_of({**record, "content": body}))


def _written(key: str, value: Any) -> str:
    return ", ".join(_quoted(one, also=",") for one in value) if key in LISTS else _quoted(value)


def _quoted(text: str, *, also: str = "") -> str:
    """The text, between quotation marks where it would read back otherwise."""
    plain = text == text.strip() and text and text[0] != '"' and "\n" not in text and "\r" not in text and not (also and also in text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _text(value: str) -> str:
    if not value.startswith('"'):
        return value
    text = json.loads(value)
    if not isinstance(text, str):
        raise Invalid("expected a text")
    return text


def _list(value: str) -> list[str]:
    items: list[str] = []
    place = 0
    while place < len(value):
        found = _ITEM.match(value, place)
        if found is None or found.end() == place:
            raise ValueError(value)
        item = found[1].strip()
        if item:
            items.append(_text(item))
        place = found.end()
    return items


def _refused(file: str, line: int, message: str) -> Found:
    return Found(faults=(Fault(file, line, 1, message),))
