"""Entries as JSON lines and as CSV: a record each."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import Any

from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.files.faults import Fault, Found, kept
from tandem.core.knowledge.files.records import KEYS, LISTS, TEXTS, document_of, record_of

COLUMNS = (*TEXTS[:3], *LISTS, *TEXTS[3:], "rules")


class _Lines(list[str]):
    """What a writer of CSV writes to."""

    write = list.append


def read_lines(file: str, text: str) -> Found:
    """Entries of JSON lines: id, title, content, and optionally the other fields of a record. Blank lines are passed over."""
    found = Found()
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            found += _of_line(file, line, number)
    return found


def write_lines(documents: Iterable[Document]) -> str:
    """The text that `read_lines` reads back as the same documents."""
    return "".join(json.dumps(record_of(document), ensure_ascii=False) + "\n" for document in documents)


def read_table(file: str, text: str) -> Found:
    """Entries of a CSV file with a header: id, title, content; lists are separated by a bar (|), rules are JSON."""
    rows = csv.reader((line + "\n" for line in text.removeprefix("\ufeff").removesuffix("\n").split("\n")), strict=True)
    found, before = Found(), 0
    try:
        header = next(rows, None) or []
        wrong = _wrong_header(header)
        if wrong:
            return Found(faults=(Fault(file, 1, 1, wrong),))
        before = rows.line_num
        for row in rows:
            if any(row):
                found += _of_row(file, before + 1, header, row)
            before = rows.line_num
    except csv.Error as error:
        return found + Found(faults=(Fault(file, max(rows.line_num, 1), 1, f"expected comma-separated values: {error}"),))
    return found


def write_table(documents: Iterable[Document]) -> str:
    """The CSV that `read_table` reads back as the same documents."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n", quoting=csv.QUOTE_ALL)  # a carriage return, too, stays within its quotes
    writer.writerow(COLUMNS)
    for document in documents:
        record = record_of(document)
        writer.writerow([_cell(key, record.get(key)) for key in COLUMNS])
    return "".join(lines)


def _of_line(file: str, line: str, number: int) -> Found:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return Found(faults=(Fault(file, number, error.colno, f"expected a JSON object: {error.msg}"),))
    except RecursionError:
        return Found(faults=(Fault(file, number, 1, "expected a flat JSON object; this one is nested too deep"),))
    if not isinstance(record, dict):
        return Found(faults=(Fault(file, number, 1, "expected a JSON object with id, title and content"),))
    found = kept(file, number, lambda: document_of(record))
    return found if found.entries else Found(faults=tuple(_pointed(fault, line) for fault in found.faults))


def _pointed(fault: Fault, line: str) -> Fault:
    """The fault at the column of the field that it names."""
    field = fault.message.partition(":")[0]
    field = {"body": "content", "slug": "id"}.get(field, field)
    return Fault(fault.file, fault.line, max(line.find(f'"{field}"'), 0) + 1, fault.message)


def _wrong_header(header: list[str]) -> str:
    missing = [key for key in ("id", "title", "content") if key not in header]
    unknown = [key for key in header if key not in KEYS]
    if missing:
        return f"expected a header with {', '.join(missing)}"
    if len(set(header)) < len(header):
        return "expected each column once"
    return f"unknown column {unknown[0]!r}; expected {', '.join(COLUMNS)}" if unknown else ""


def _of_row(file: str, line: int, header: list[str], row: list[str]) -> Found:
    if len(row) != len(header):
        return Found(faults=(Fault(file, line, 1, f"expected {len(header)} values, found {len(row)}"),))
    record: dict[str, Any] = {}
    for key, cell in zip(header, row, strict=True):
        if not cell:
            continue
        if key == "rules":
            try:
                record[key] = json.loads(cell)
            except (json.JSONDecodeError, RecursionError):
                return Found(faults=(Fault(file, line, 1, "rules: expected JSON"),))
        else:
            record[key] = _split(cell) if key in LISTS else cell
    return kept(file, line, lambda: document_of(record))


def _cell(key: str, value: Any) -> str:
    if value is None:
        return ""
    if key == "rules":
        return json.dumps(value, ensure_ascii=False)
    return "|".join(one.replace("\\", "\\\\").replace("|", "\\|") for one in value) if key in LISTS else str(value)


def _split(cell: str) -> list[str]:
    """The items of a cell: a backslash keeps the bar after it."""
    items: list[str] = []
    item, escaped = "", False
    for letter in cell:
        if escaped:
            item, escaped = item + letter, False
        elif letter == "\\":
            escaped = True
        elif letter == "|":
            items, item = [*items, item], ""
        else:
            item += letter
    return [one for one in [*items, item] if one]
