"""Pages and other houses' exports: HTML, Zendesk Guide and Intercom. What they cannot say rides along as a record.

Each exported article carries the hash of the HTML that people see. Where it still matches on the way back, the
record is read and nothing is lost; where somebody changed the page, the page is read.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tandem.core.knowledge.documents import Document, slugged
from tandem.core.knowledge.files.faults import Fault, Found, kept
from tandem.core.knowledge.files.pages import markdown_of
from tandem.core.knowledge.files.records import document_of, record_of
from tandem.core.knowledge.markdown import render

_RECORD = re.compile(r'<script type="application/json" id="tandem">(.*?)</script>\s*', re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>|<h1[^>]*>(.*?)</h1>", re.DOTALL | re.IGNORECASE)
_H1 = re.compile(r"<h1[^>]*>.*?</h1>", re.DOTALL | re.IGNORECASE)
_LANGUAGE = re.compile(r'<html[^>]*\blang="([A-Za-z-]{2,12})"', re.IGNORECASE)
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def read_page(file: str, text: str, *, slug: str) -> Found:
    """One article of an HTML page: `<title>` or the first `<h1>` is its title."""
    record = _RECORD.search(text)
    bare = _RECORD.sub("", text)
    body = _BODY.search(bare)
    inner, before = (body[1], bare[: body.start(1)]) if body else (bare, "")
    heading = _TITLE.search(bare)
    title = _words(heading[1] or heading[2]) if heading else ""
    shown = _H1.sub("", inner, count=1).strip()
    if record and (same := _unchanged(record[1], title, shown)):
        return kept(file, 1, lambda: document_of(same))
    markdown, faults = markdown_of(_H1.sub(lambda m: "\n" * m[0].count("\n"), inner, count=1), file=file, line=before.count("\n") + 1)
    if faults:
        return Found(faults=faults)
    language = _LANGUAGE.search(text)
    return kept(file, 1, lambda: document_of({"id": slug, "title": title or slug, "content": markdown, "language": language[1] if language else "en"}))


def write_page(document: Document) -> str:
    """A page for people that `read_page` reads back as the same document."""
    shown = render(document.body).strip()
    record = json.dumps(_signed(document, shown), ensure_ascii=False).replace("</", "<\\/")
    title = html.escape(document.title)
    return (
        f'<!doctype html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<script type="application/json" id="tandem">{record}</script>\n</head>\n<body>\n<h1>{title}</h1>\n{shown}\n</body>\n</html>\n'
    )


def read_zendesk(file: str, text: str) -> Found:
    """The articles of a Zendesk Guide export (`{"articles": [...]}`); translations in `translations`, drafts among them."""
    told = lambda given: (given.get("name") or given.get("title"), given.get("body"), given.get("locale"), given.get("label_names"))  # noqa: E731
    return _read_json(file, text, "articles", told)


def write_zendesk(documents: Iterable[Document]) -> str:
    """The export that `read_zendesk` reads back as the same documents."""
    articles = []
    for number, document in enumerate(documents, start=1):
        shown = render(document.body).strip()
        articles.append({
            "id": number, "name": document.title, "title": document.title, "body": shown, "locale": document.language.lower(),
            "label_names": list(document.topics), "draft": False, "tandem": _signed(document, shown),
        })  # fmt: skip
    return json.dumps({"articles": articles, "count": len(articles), "next_page": None}, ensure_ascii=False, indent=1) + "\n"


def read_intercom(file: str, text: str) -> Found:
    """The articles of an Intercom export (`{"type": "list", "data": [...]}`)."""
    return _read_json(file, text, "data", lambda given: (given.get("title"), given.get("body"), given.get("default_locale"), given.get("tags")))


def write_intercom(documents: Iterable[Document]) -> str:
    """The export that `read_intercom` reads back as the same documents."""
    data = []
    for number, document in enumerate(documents, start=1):
        shown = render(document.body).strip()
        data.append({
            "type": "article", "id": str(number), "title": document.title, "description": document.summary, "body": shown, "state": "published",
            "default_locale": document.language, "tags": list(document.topics), "tandem": _signed(document, shown),
        })  # fmt: skip
    return json.dumps({"type": "list", "data": data, "total_count": len(data)}, ensure_ascii=False, indent=1) + "\n"


def _read_json(file: str, text: str, name: str, told: Any) -> Found:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        return Found(faults=(Fault(file, error.lineno, error.colno, f"expected JSON: {error.msg}"),))
    except RecursionError:
        return Found(faults=(Fault(file, 1, 1, "expected an export; this one is nested too deep"),))
    listed = whole.get(name) if isinstance(whole, Mapping) else None
    if not isinstance(listed, list):
        return Found(faults=(Fault(file, 1, 1, f'expected an object with a list "{name}"'),))
    found = Found()
    lines = _lines_of(text, name, len(listed))
    for given, line in zip(listed, lines, strict=True):
        found += _of_export(file, line, given, told)
    return found


def _of_export(file: str, line: int, given: Any, told: Any) -> Found:
    if not isinstance(given, Mapping):
        return Found(faults=(Fault(file, line, 1, "expected an article as a JSON object"),))
    title, body, locale, labels = told(given)
    record = given.get("tandem")
    if isinstance(record, Mapping) and (same := _unchanged(json.dumps(record), str(title), str(body))):
        return kept(file, line, lambda: document_of(same))
    for key, value in (("title", title), ("body", body)):
        if not isinstance(value, str) or not value:
            return Found(faults=(Fault(file, line, 1, f'expected text in "{key}"'),))
    markdown, faults = markdown_of(body)
    if faults:
        return Found(faults=tuple(replace(fault, file=file, line=line, column=1) for fault in faults))
    entry: dict[str, Any] = {"id": _slug_of(given, title), "title": " ".join(title.split()), "content": markdown, "language": _language(locale)}
    if isinstance(labels, list):
        entry["topics"] = [label for label in labels if isinstance(label, str)]
    if isinstance(given.get("description"), str):
        entry["summary"] = given["description"]
    return kept(file, line, lambda: document_of(entry))


def _signed(document: Document, shown: str) -> dict[str, Any]:
    return {**record_of(document), "shown": _hash(document.title, shown)}


def _unchanged(record: str, title: str, shown: str) -> dict[str, Any] | None:
    """The record, without its hash, if people would still see what it was written with."""
    try:
        given = json.loads(record)
    except (json.JSONDecodeError, RecursionError):
        return None
    return given if isinstance(given, dict) and given.pop("shown", "") == _hash(title, shown) else None


def _hash(title: str, shown: str) -> str:
    return hashlib.sha256(f"{' '.join(title.split())}\n{shown.strip()}".encode(errors="replace")).hexdigest()


def _slug_of(given: Mapping[str, Any], title: str) -> str:
    """The name in an export's address (`…/articles/360-how-to-pay`), else one of the title."""
    address = str(given.get("html_url") or given.get("url") or "")
    named = re.search(r"/articles/\d+-([^/?#]+?)(?:\.json)?$", address)
    return slugged(named[1].replace("-", " ")) if named else slugged(title)


def _language(locale: Any) -> str:
    """`en-us` as it is written here: `en-US`."""
    if not isinstance(locale, str) or not locale:
        return "en"
    base, dash, region = locale.replace("_", "-").partition("-")
    return base.lower() + dash + (region.upper() if len(region) == 2 else region)


def _lines_of(text: str, name: str, count: int) -> list[int]:
    """The line where each item of the list begins."""
    decoder = json.JSONDecoder()
    begins = re.search(rf'"{name}"\s*:\s*\[', text)
    place, lines = begins.end() if begins else 0, []
    for _ in range(count):
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        lines.append(text.count("\n", 0, place) + 1)
        try:
            _, place = decoder.raw_decode(text, place)
        except json.JSONDecodeError:
            return [1] * count
    return lines


def _words(fragment: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", fragment or "")).split())
