"""Any file of knowledge, by the ending of its name; and writing it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tandem.core.knowledge.documents import Document, slugged
from tandem.core.knowledge.files.exported import read_intercom, read_page, read_zendesk, write_intercom, write_page, write_zendesk
from tandem.core.knowledge.files.faults import Fault, Found
from tandem.core.knowledge.files.frontmatter import read_markdown, write_markdown
from tandem.core.knowledge.files.tables import read_lines, read_table, write_lines, write_table

ENDINGS = (".md", ".markdown", ".html", ".htm", ".csv", ".jsonl", ".json")
FORMATS = ("markdown", "html", "csv", "jsonl", "zendesk", "intercom")
LARGEST_FILE = 200_000_000  # bytes of unpacked text; a file is held in memory whole


def read_file(name: str, raw: bytes, *, shown: str = "") -> Found:
    """What a file holds; `name` says its format and, where one file is one entry, its short name. `shown` names it in faults."""
    file = shown or name
    if len(raw) > LARGEST_FILE:
        return _fault(file, f"holds more than {LARGEST_FILE // 1_000_000} MB; split it.")
    if (nul := raw.find(b"\x00")) >= 0:
        return Found(faults=(Fault(file, *_place(raw, nul), "expected text without NUL bytes."),))
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return Found(faults=(Fault(file, *_place(raw, error.start), "expected UTF-8 text."),))
    stem, _dot, ending = name.rpartition("/")[2].rpartition(".")
    slug = stem if stem and not re.search(r"\s", stem) else slugged(stem)
    match ending.lower():
        case "md" | "markdown":
            return read_markdown(file, text, slug=slug)
        case "html" | "htm":
            return read_page(file, text, slug=slug)
        case "csv":
            return read_table(file, text)
        case "jsonl":
            return read_lines(file, text)
        case "json":
            return read_zendesk(file, text) if '"articles"' in text else read_intercom(file, text)
    return _fault(file, f"expected a file that ends in {', '.join(ENDINGS)}.")


def written(documents: Sequence[Document], *, form: str) -> dict[str, str]:
    """File name -> text, in one of FORMATS: a file for each entry (Markdown, HTML), or one for all."""
    if form in ("markdown", "html"):
        ending, write = (".md", write_markdown) if form == "markdown" else (".html", write_page)
        return {_name(document) + ending: write(document) for document in documents}
    name, write_all = {
        "csv": ("knowledge.csv", write_table),
        "jsonl": ("knowledge.jsonl", write_lines),
        "zendesk": ("articles.json", write_zendesk),
        "intercom": ("articles.json", write_intercom),
    }[form]
    return {name: write_all(documents)}


def _name(document: Document) -> str:
    """Articles of the first language by their short name, other kinds and languages in folders of their own."""
    folders = [] if document.kind == "article" else [document.kind]
    return "/".join([*folders, *([] if document.language == "en" else [document.language]), document.slug])


def _fault(file: str, message: str) -> Found:
    return Found(faults=(Fault(file, 1, 1, message),))


def _place(raw: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte."""
    return raw.count(b"\n", 0, offset) + 1, offset - raw.rfind(b"\n", 0, offset)
