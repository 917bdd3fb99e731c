"""A document as a record of plain JSON values: what JSON lines, tables and exported pages carry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.applicability import AUDIENCES, PLACES, Applicability
from tandem.core.knowledge.documents import Document, canonical

LISTS = ("topics", "audience", *PLACES, "needs", "related", "formerly")
TEXTS = ("id", "title", "content", "summary", "language", "kind", "applies_from", "applies_until")
KEYS = frozenset((*LISTS, *TEXTS, "rules"))  # `rules` is what a policy says, as JSON


def record_of(document: Document) -> dict[str, Any]:
    """The record that `document_of` reads back as the same document; what is as usual is left out."""
    record: dict[str, Any] = {"id": document.slug, "title": document.title, "content": document.body}
    applies = document.applies
    usual: dict[str, Any] = {
        "kind": (document.kind, "article"), "summary": (document.summary, ""), "language": (document.language, "en"),
        "topics": (list(document.topics), []), "audience": (list(applies.audience), list(AUDIENCES)),
        "needs": (list(document.needs), []), "related": (list(document.related), []), "formerly": (list(document.formerly), []),
    }  # fmt: skip
    usual |= {place: (list(getattr(applies, place)), []) for place in PLACES}
    usual |= {name: (_instant(getattr(applies, name)), "") for name in ("applies_from", "applies_until")}
    record |= {key: value for key, (value, otherwise) in usual.items() if value != otherwise}
    if document.content:
        record["rules"] = json_of(document.content)
    return record


def document_of(record: Mapping[str, Any]) -> Document:
    """The document of a record. Raises Invalid with the field that is not as it should be."""
    unknown = set(record) - KEYS
    if unknown:
        raise Invalid("unknown field %(name)r; expected %(choices)s", named={"name": min(unknown), "choices": ", ".join(sorted(KEYS))})
    for key in ("id", "title"):
        if not isinstance(record.get(key), str) or not record[key]:
            raise Invalid('expected text in "%(key)s"', named={"key": key}, field=key)
    for key in TEXTS:
        if not isinstance(record.get(key, ""), str):
            raise Invalid('expected text in "%(key)s"', named={"key": key}, field=key)
    for key in LISTS:
        value = record.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise Invalid('expected a list of texts in "%(key)s"', named={"key": key}, field=key)
    kind = record.get("kind", "article")
    if kind == "article" and not record.get("content"):
        raise Invalid('expected text in "%(key)s"', named={"key": "content"}, field="content")
    places = {place: tuple(record.get(place, ())) for place in PLACES}
    return Document(
        slug=record["id"], title=record["title"], body=record.get("content", ""), summary=record.get("summary", ""),
        topics=tuple(record.get("topics", ())), language=record.get("language") or "en", kind=kind,
        content=canonical(record["rules"]) if "rules" in record else "",
        applies=Applicability(
            audience=tuple(record.get("audience", AUDIENCES)), applies_from=_date(record, "applies_from"), applies_until=_date(record, "applies_until"),
            **places,
        ),
        needs=tuple(record.get("needs", ())), related=tuple(record.get("related", ())), formerly=tuple(record.get("formerly", ())),
    )  # fmt: skip


def json_of(content: str) -> Any:
    """The value of a document's canonical content."""
    return json.loads(content)


def _instant(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def _date(record: Mapping[str, Any], key: str) -> datetime | None:
    text = record.get(key, "")
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("expected a date with its zone, such as 2027-01-31T00:00:00+00:00", field=key) from error
