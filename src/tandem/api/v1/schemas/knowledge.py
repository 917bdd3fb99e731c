"""Articles as clients send and see them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from tandem.api.v1.schemas.shapes import Asked, Language, Listed, Moment, Told

Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00\n]+$")]
Topic = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]


class Wording(Asked):
    """What an article says. The body is Markdown."""

    title: Title
    body: Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
    summary: Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")] = ""
    topics: list[Topic] = Field(default_factory=list, max_length=40)
    language: Language = "en"


class NewArticle(Wording):
    """A first draft. Without a short name (`slug`) one is made of the title."""

    slug: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\s/\\\x00-\x1f\x7f]*$")] = ""


class NewDraft(Wording):
    """A draft over what is published.

    `unless_changed_from`: the hash of the wording that the writer began from.
    """

    unless_changed_from: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""


class ArticleLine(Told):
    """An article in a list. `version` is the number of the published wording, else of the draft."""

    ref: str
    slug: str
    title: str
    topics: list[str]
    language: str
    state: Literal["draft", "published", "retired"]
    version: int
    has_draft: bool
    changed_at: Moment
    published_at: Moment | None


class ArticlePage(Listed[ArticleLine]):
    """Articles, the last changed first."""


class Section(Told):
    """A section as it is cited: its reference stays while its heading does."""

    ref: str
    heading: str
    text: str


class Article(Told):
    """One wording of an article; drafts have no sections yet."""

    ref: str
    slug: str
    state: Literal["draft", "published", "retired"]
    version: int
    status: Literal["draft", "published", "superseded"]
    title: str
    summary: str
    body: str
    topics: list[str]
    language: str
    content_hash: str
    published_at: Moment | None
    sections: list[Section]


class Found(Told):
    """A section that fits a search, of the wording in force. Cite it by version and section."""

    article: str
    version: int
    section: str
    title: str
    heading: str
    text: str
    score: float


class FoundPage(Listed[Found]):
    """What fits, best first."""


def article_of(reading: Any) -> Article:
    """A wording, ready to read."""
    version = reading.version
    return Article(
        ref=reading.ref,
        slug=reading.slug,
        state=reading.state,
        version=version.number,
        status=version.status,
        title=reading.title,
        summary=reading.summary,
        body=reading.body,
        topics=list(reading.topics),
        language=reading.language,
        content_hash=reading.content_hash,
        published_at=version.published_at,
        sections=[Section.model_validate(section) for section in reading.sections],
    )


def line_of(row: Any) -> ArticleLine:
    """A row of the list."""
    return ArticleLine(
        ref=row.ref,
        slug=row.slug,
        title=row.title,
        topics=list(row.topics),
        language=row.language,
        state=row.state,
        version=row.version,
        has_draft=row.has_draft,
        changed_at=row.changed_at,
        published_at=row.published_at,
    )


def found_of(passage: Any) -> Found:
    """A passage of a search."""
    return Found(
        article=passage.article,
        version=passage.version,
        section=passage.section_ref,
        title=passage.title,
        heading=passage.heading,
        text=passage.text,
        score=passage.score,
    )
