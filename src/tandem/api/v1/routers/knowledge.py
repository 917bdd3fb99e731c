"""Articles: listed, read, searched, drafted."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Query, Router

from tandem.api.v1.entry import Answer, Call, operation
from tandem.api.v1.keys import Key, once_only
from tandem.api.v1.paging import Cursor, Limit, sealed, unsealed
from tandem.api.v1.schemas.knowledge import (
    Article,
    ArticlePage,
    FoundPage,
    NewArticle,
    NewDraft,
    article_of,
    found_of,
    line_of,
)
from tandem.core.knowledge.documents import Document, slugged
from tandem.domain.assistance.precedents.queries.finding import find
from tandem.domain.knowledge.articles import access
from tandem.domain.knowledge.articles.actions import writing
from tandem.domain.knowledge.articles.queries.reading import read
from tandem.foundation.tenancy.actor import Actor

router = Router(tags=["Articles"])
READ, WRITE = ("articles:read",), ("articles:write",)
State = Annotated[Literal["", "draft", "published", "retired"], Query("", description="Only this state.")]
Topic = Annotated[str, Query("", max_length=60, description="Only with this topic.")]
InLanguage = Annotated[str, Query("", max_length=12, description="Only in this language.")]
Number = Annotated[
    int, Query(0, ge=0, le=2**31 - 1, description="A version; without it the one in force, else the draft.")
]
Question = Annotated[
    str, Query(..., min_length=1, max_length=2000, description="What to look for, in any words.")
]
Of = Annotated[
    str,
    Query(
        "en",
        max_length=12,
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$",
        description="The language of the articles.",
    ),
]
Most = Annotated[int, Query(5, ge=1, le=50, description="How many articles at most.")]
EXAMPLE = {
    "title": "Refunds: how long?",
    "body": "Refunds arrive within **5 working days**.",
    "topics": ["refunds"],
}


@operation(router, "GET", "/articles", scopes=READ, answers=ArticlePage)
def list_articles(
    call: Call, state: State, topic: Topic, language: InLanguage, limit: Limit, cursor: Cursor
) -> ArticlePage:
    """List articles, the last changed first."""
    place = unsealed(call, cursor)
    page = access.articles_for(
        _reader(call),
        state=state,
        topic=topic,
        language=language,
        after=place[0] if place else "",
        limit=limit,
    )
    return ArticlePage(
        items=[line_of(row) for row in page.rows], next_cursor=sealed(call, page.next) if page.next else None
    )


@operation(router, "GET", "/articles/search", scopes=READ, answers=FoundPage)
def search_articles(call: Call, q: Question, language: Of, most: Most) -> FoundPage:
    """Search articles by words and meaning.

    Only wordings in force; the best articles with their best sections, best first, on one page.
    """
    return FoundPage(
        items=[found_of(passage) for passage in find(call.brand_id, q, k=most, language=language).passages],
        next_cursor=None,
    )


@operation(router, "GET", "/articles/{ref}", scopes=READ, answers=Article)
def get_article(call: Call, ref: str, version: Number) -> Article:
    """Show an article."""
    return article_of(read(_reader(call), ref, number=version or None))


@operation(router, "POST", "/articles", scopes=WRITE, answers=Article, status=201, example=EXAMPLE)
def create_article(call: Call, key: Key, body: NewArticle) -> Answer:
    """Write a new article's first draft.

    A person releases it in the studio: tokens publish nothing. 409 `slug_taken` when the short name is in
    use.
    """
    actor, wording = _writer(call), _document(body, slug=body.slug or slugged(body.title))

    def act() -> dict[str, Any]:
        return {"ref": writing.create_article(actor, call.brand_id, wording=wording).ref}

    return once_only(
        call,
        key,
        asked=body.model_dump(),
        act=act,
        shown=lambda result: article_of(read(call.actor(), result["ref"])),
    )


@operation(router, "PUT", "/articles/{ref}/draft", scopes=WRITE, answers=Article, example=EXAMPLE)
def save_draft(call: Call, ref: str, body: NewDraft) -> Article:
    """Write or rewrite an article's draft.

    What is published stays in force. 409 `changed_meanwhile` when the wording is no longer
    `unless_changed_from`.
    """
    actor = _writer(call)
    article = access.article_for(actor, ref)
    draft = writing.save_draft(
        actor,
        article,
        wording=_document(body, slug=article.slug),
        unless_changed_from=body.unless_changed_from,
    )
    return article_of(read(call.actor(), ref, number=draft.number))


def _reader(call: Call) -> Actor:
    """The brand's token reads everything; one that acts for a member reads with the member's eyes."""
    member = call.member
    return Actor("person", member.person_id, membership_id=member.pk, via="api") if member else call.actor()


def _writer(call: Call) -> Actor:
    """The token; where it acts for a member, only if that member may write. Raises Forbidden."""
    access.check_may_write(_reader(call))
    return call.actor()


def _document(body: NewArticle | NewDraft, *, slug: str) -> Document:
    return Document(
        slug=slug,
        title=body.title,
        body=body.body,
        summary=body.summary,
        topics=tuple(body.topics),
        language=body.language,
    )
