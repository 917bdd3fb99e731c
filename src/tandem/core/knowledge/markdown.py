"""Markdown read two ways: as clean HTML for people, and as plain text in sections for search and quoting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST_SECTION = 1200  # characters; more would pass the embedder's 256 tokens unseen
CUT_AT_HAND = 1024  # texts: an article is cut when it is checked, embedded and written
TAGS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "a",
    "br",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "s",
}
SCHEMES = {"http", "https", "mailto", "tel"}

FILE = re.compile(r"file:(fil_[0-9a-z]+)", re.IGNORECASE)  # how a text names a file that hangs on its entry


class _Parser(MarkdownIt):
    """CommonMark that also takes the addresses of our own files, which it would refuse as local ones."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  the library's name
        return FILE.fullmatch(url) is not None or super().validateLink(url)


_parser = _Parser("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class SectionText:
    """A heading and the plain text under it; lists keep their markers, one item a line."""

    heading: str
    text: str


def render(text: str, *, address: Callable[[str], str] | None = None) -> str:
    """HTML of a Markdown text, safe to show: tags written in the text stay text, only known elements remain.

    `address` says where a file (`fil_…`) is fetched by this reader, "" for one that is not theirs; without it, and
    for pictures of other sites, only a picture's description is shown.

    >>> render("**Yes** <script>alert(1)</script>")
    '<p><strong>Yes</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\\n'
    >>> render("![A map](file:fil_1)", address=lambda ref: f"/files/{ref}")
    '<p><img src="/files/fil_1" alt="A map"></p>\\n'
    """
    tokens = _parser.parse(text)
    for token in tokens:
        if token.children:
            token.children = [_placed(child, address) for child in token.children]
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(html, tags=TAGS | {"img"}, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow")


def files_of(body: str) -> tuple[str, ...]:
    """The references of the files that a body shows or links to, once each, in order.

    >>> files_of("![A](file:fil_a) and [B](file:fil_b), ![A](file:fil_a)")
    ('fil_a', 'fil_b')
    """
    addresses = (
        str(child.attrs.get("src" if child.type == "image" else "href", ""))
        for token in _parser.parse(body)
        for child in token.children or ()
        if child.type in ("image", "link_open")
    )
    found = (FILE.fullmatch(one) for one in addresses)
    return tuple(dict.fromkeys(match[1] for match in found if match))


@lru_cache(maxsize=CUT_AT_HAND)
def sections_of(body: str, *, title: str = "") -> tuple[SectionText, ...]:
    """The body cut at its headings; what stands before the first has an empty heading.

    A heading under a heading carries its parents ("Fees > Abroad"); one that repeats `title` counts as none.
    A section longer than LONGEST_SECTION is continued under the same heading. Empty sections are left out.

    >>> sections_of("Hello.\\n\\n## Fees\\n\\n- One pound.\\n- Two *pounds*.")
    (SectionText(heading='', text='Hello.'), SectionText(heading='Fees', text='- One pound.\\n- Two pounds.'))
    """
    found: list[SectionText] = []
    for heading, lines in _headed_lines(_parser.parse(body), title):
        found.extend(SectionText(heading, part) for part in _parts(lines))
    return tuple(found)


def empty_headings(body: str) -> tuple[str, ...]:
    """Headings with nothing under them, neither text nor a deeper heading."""
    found: list[str] = []
    telling = ("heading_open", "inline", "fence", "code_block")
    tokens = [token for token in _parser.parse(body) if token.type in telling]
    open_: tuple[str, int] | None = None
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            level = int(token.tag[1])
            if open_ is not None and level <= open_[1]:
                found.append(open_[0])
            open_ = (_plain(tokens[i + 1]), level)
        elif not (token.type == "inline" and i and tokens[i - 1].type == "heading_open"):
            open_ = None
    return (*found, open_[0]) if open_ is not None else tuple(found)


def links_of(body: str) -> tuple[str, ...]:
    """Every address that the body links to, in order."""
    return tuple(
        str(child.attrs["href"])
        for token in _parser.parse(body)
        for child in token.children or ()
        if child.type == "link_open"
    )


def _placed(token: Token, address: Callable[[str], str] | None) -> Token:
    """A picture or link of ours with its address for this reader; a picture that has none becomes its description."""
    if token.type not in ("image", "link_open"):
        return token
    name = "src" if token.type == "image" else "href"
    ours = FILE.fullmatch(str(token.attrs.get(name, "")))
    place = address(ours[1]) if ours and address else ""
    if ours and place:
        token.attrs[name] = place
    elif ours and token.type == "link_open":
        del token.attrs[name]
    elif token.type == "image":
        return Token("text", "", 0, content=token.content)
    return token


def _headed_lines(tokens: Sequence[Token], title: str) -> Iterator[tuple[str, list[str]]]:
    parents: list[tuple[int, str]] = []
    lines: list[str] = []
    heading = ""
    level = 0
    for kind, text, depth in _blocks(tokens):
        if kind != "heading":
            lines.append(text)
            continue
        if lines:
            yield heading, lines
        lines, level = [], depth
        parents = [(d, name) for d, name in parents if d < level]
        if text.casefold() != title.casefold():
            parents.append((level, text))
        heading = " > ".join(name for _, name in parents)
    if lines:
        yield heading, lines


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str, int]]:
    """(kind, plain text, heading level) of each heading, paragraph, list item, table row and code block."""
    lists = _Lists()
    row: list[str] | None = None
    level = 0
    for token in tokens:
        lists.follow(token)
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield "text", " | ".join(row), 0
            row = None
        elif token.type in ("fence", "code_block"):
            yield "text", token.content.rstrip("\n"), 0
        elif token.type == "inline" and row is not None:
            row.append(_plain(token))
        elif token.type == "inline" and level:
            yield "heading", _plain(token), level
            level = 0
        elif token.type == "inline" and (text := _plain(token)):
            yield "text", lists.marker() + text, 0


class _Lists:
    """The lists that are open while tokens go by, and the marker that the next line gets."""

    def __init__(self) -> None:
        self.markers: list[str] = []  # an empty one is spent: the item's further lines have none
        self.counters: list[int] = []  # -1 for bullets

    def follow(self, token: Token) -> None:
        """Take note of a list or an item that opens or closes."""
        if token.type == "bullet_list_open":
            self.counters.append(-1)
        elif token.type == "ordered_list_open":
            self.counters.append(int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.counters.pop()
        elif token.type == "list_item_open":
            self.markers.append("- " if self.counters[-1] < 0 else f"{self.counters[-1]}. ")
            self.counters[-1] += self.counters[-1] >= 0
        elif token.type == "list_item_close":
            self.markers.pop()

    def marker(self) -> str:
        """The marker of the innermost item, once."""
        if not self.markers:
            return ""
        marker, self.markers[-1] = self.markers[-1], ""
        return marker


def _plain(token: Token) -> str:
    """The words of an inline token; a link keeps its address in brackets when its words do not show it."""
    out: list[str] = []
    hrefs: list[tuple[str, int]] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            out.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            out.append(" ")
        elif child.type == "image":
            out.append(child.content)
        elif child.type == "link_open":
            hrefs.append((str(child.attrs["href"]), len(out)))
        elif child.type == "link_close" and hrefs:
            href, start = hrefs.pop()
            words = "".join(out[start:])
            address = href.removeprefix("mailto:").removeprefix("tel:")
            if address not in words and href.partition(":")[0] in SCHEMES:
                out.append(f" ({address})")
    return "".join(out).strip()


def _parts(lines: list[str]) -> Iterator[str]:
    """Lines joined into texts of at most LONGEST_SECTION characters, where a line allows it."""
    part: list[str] = []
    size = 0
    for line in lines:
        if part and size + len(line) > LONGEST_SECTION:
            yield "\n".join(part)
            part, size = [], 0
        part.append(line)
        size += len(line) + 1
    if part:
        yield "\n".join(part)
