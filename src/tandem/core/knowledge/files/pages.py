"""HTML read as Markdown: known elements become text, anything that could act is a fault with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tandem.core.knowledge.files.faults import Fault

DANGEROUS = frozenset((
    "script", "iframe", "object", "embed", "applet", "form", "input", "button", "textarea", "select", "base", "link", "frame", "frameset", "svg", "math",
))  # fmt: skip
SILENT = frozenset({"style", "head", "title", "template", "noscript"})
BLOCKS = frozenset({"p", "div", "section", "article", "main", "header", "footer", "figure", "figcaption", "body", "html", "dl", "dd", "dt"})
SAFE = re.compile(r"^(https?:|mailto:|tel:|#|/|\.{0,2}/|file:fil_|[^:]*$)", re.IGNORECASE)
HEADING = re.compile(r"^h[1-6]$")
MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "s": "~~", "del": "~~", "strike": "~~"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|])")
_LEADING = re.compile(r"^(\s*)(#{1,6}\s|[-+]\s|\d+[.)]\s|={3,}|-{3,})")


@dataclass(slots=True)
class _List:
    """A list that is open: ordered or not, and how many items it had."""

    ordered: bool
    count: int = 0


@dataclass(slots=True)
class _Table:
    """A table that is open, as rows of cells."""

    rows: list[list[str]] = field(default_factory=list)


def markdown_of(html: str, *, file: str = "", line: int = 1) -> tuple[str, tuple[Fault, ...]]:
    """The Markdown of an HTML text, and a fault for each element or attribute that could act or load something.

    `line` is where the text begins in its file.

    >>> markdown_of("<h2>Fees</h2><p>Pay <b>£5</b>.</p>")
    ('## Fees\\n\\nPay **£5**.', ())
    >>> [str(fault) for fault in markdown_of('<p onclick="x()">a</p>', file="a.html")[1]]
    ['a.html:1:1: expected no onclick: an article does nothing by itself']
    """
    reader = _Reader(file, line)
    reader.feed(html)
    reader.close()
    text = re.sub(r"\n{3,}", "\n\n", "".join(reader.out))
    return "\n".join(row.rstrip() for row in text.strip().split("\n")), tuple(reader.faults)


class _Reader(HTMLParser):
    """Writes Markdown as the elements come; the state is what is open."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.faults: list[Fault] = []
        self._file, self._line = file, line
        self._silent = 0
        self._lists: list[_List] = []
        self._links: list[str] = []
        self._tables: list[_Table] = []
        self._verbatim = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._check(tag, given)
        if tag in SILENT or tag in DANGEROUS:
            self._silent += tag not in ("input", "base", "link", "embed", "frame")  # these have no end
        elif self._silent:
            return
        elif HEADING.match(tag):
            self._block("#" * int(tag[1]) + " ")
        elif tag in BLOCKS:
            self._block()
        elif tag in ("ul", "ol"):
            self._lists.append(_List(tag == "ol"))
        elif tag == "li":
            self._item()
        elif tag in ("blockquote", "pre"):
            self._open_block(tag)
        elif tag in ("table", "tr", "td", "th"):
            self._open_table(tag)
        else:
            self._inline(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT or tag in DANGEROUS:
            self._silent = max(self._silent - 1, 0)
        elif self._silent:
            return
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self.out.append("\n" if self._lists else "\n\n")
        elif tag == "a" and self._links:
            href = self._links.pop()
            self.out.append(f"]({href})" if href else "")
        elif tag in ("blockquote", "pre"):
            self._close_block(tag)
        elif tag == "table" and self._tables:
            self.out.append(_drawn(self._tables.pop()))
        elif tag in MARKS:
            self._mark(MARKS[tag], opens=False)
        elif tag == "code" and not self._verbatim:
            self.out.append("`")
        elif HEADING.match(tag) or tag in BLOCKS:
            self._block()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._verbatim:
            self.out.append(data)
            return
        text = _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", data))
        if self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            self._tables[-1].rows[-1][-1] += text.strip() if not self._tables[-1].rows[-1][-1] else text
            return
        fresh = not self.out or self.out[-1].endswith("\n")
        if fresh:
            text = _LEADING.sub(r"\1\\\2", text.lstrip())
        self.out.append(text)

    def _check(self, tag: str, given: dict[str, str]) -> None:
        if tag in DANGEROUS:
            self._fault(f"expected no <{tag}>: an article holds text, links, pictures and tables")
        for name, value in given.items():
            bare = re.sub(r"[\x00-\x20]+", "", value)
            if name.startswith("on"):
                self._fault(f"expected no {name}: an article does nothing by itself")
            elif name in ("href", "src", "srcset", "action", "formaction", "poster", "data") and not SAFE.match(bare):
                self._fault(f"expected a web, mail or telephone address in {name}, found {value[:40]!r}")
            elif name == "http-equiv":
                self._fault("expected no http-equiv: an article sends nobody elsewhere")

    def _fault(self, message: str) -> None:
        line, column = self.getpos()
        self.faults.append(Fault(self._file, self._line + line - 1, column + 1, message))

    def _block(self, begins: str = "") -> None:
        if self._lists:  # a paragraph in an item stays on its line
            return
        self.out.append("\n\n" + "> " * self._quoted + begins)

    def _item(self) -> None:
        if not self._lists:
            self._lists.append(_List(ordered=False))
        current = self._lists[-1]
        current.count += 1
        mark = f"{current.count}. " if current.ordered else "- "
        start = "\n\n" if current.count == 1 and len(self._lists) == 1 else "\n"
        self.out.append(start + "   " * (len(self._lists) - 1) + mark)

    def _open_block(self, tag: str) -> None:
        if tag == "blockquote":
            self._quoted += 1
            self._block()
        else:
            self._verbatim += 1
            self.out.append("\n\n```\n")

    def _close_block(self, tag: str) -> None:
        if tag == "blockquote":
            self._quoted = max(self._quoted - 1, 0)
            self._block()
        elif self._verbatim:
            self._verbatim -= 1
            self.out.append("\n```\n\n")

    def _open_table(self, tag: str) -> None:
        if tag == "table":
            self._tables.append(_Table())
        elif self._tables and tag == "tr":
            self._tables[-1].rows.append([])
        elif self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1].append("")

    def _inline(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self.out.append("  \n" if not self._tables else " ")
        elif tag == "hr":
            self.out.append("\n\n---\n\n")
        elif tag == "a":
            self._links.append(given.get("href", ""))
            self.out.append("[" if given.get("href") else "")
        elif tag == "img" and given.get("src"):
            self.out.append(f"![{given.get('alt', '')}]({given['src']})")
        elif tag in MARKS:
            self._mark(MARKS[tag], opens=True)
        elif tag == "code" and not self._verbatim:
            self.out.append("`")

    def _mark(self, mark: str, *, opens: bool) -> None:
        if self._tables:
            return
        if not opens and self.out and self.out[-1] != self.out[-1].rstrip():  # Markdown wants no space inside
            self.out[-1] = self.out[-1].rstrip()
            self.out.append(mark + " ")
        else:
            self.out.append(mark)


def _drawn(table: _Table) -> str:
    """A table in Markdown; the first row is its head."""
    rows = [[cell.strip() for cell in row] for row in table.rows if row]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    lines = ["| " + " | ".join((*row, *[""] * (width - len(row)))) + " |" for row in rows]
    return "\n\n" + "\n".join((lines[0], "|" + " --- |" * width, *lines[1:])) + "\n\n"
