"""What a person may jump to by its name: conversations, customers, articles; each fetched by the access of its room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.domain.knowledge.articles.access import articles_for
from tandem.domain.service.conversations.access import conversations_found
from tandem.foundation.tenancy.scope import writing_in
from tandem.web.entry import ARTICLE_READERS, Visit

LEAST = 2  # shorter words find everything
LONGEST = 120
MOST = 6  # of a kind
OPENING = frozenset({"expert", "lead"})  # who may open a conversation at the desk


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the list."""

    group: str
    label: str
    url: str
    meta: str = ""


def text_of(raw: str) -> str:
    """What is looked for; nothing for what no column could hold."""
    return "" if "\x00" in raw else " ".join(raw.split())[:LONGEST]


def found(visit: Visit, text: str) -> list[Hit]:
    """Conversations, customers and articles that hold the text, as far as the person may open them."""
    if len(text) < LEAST:
        return []
    at_desk = [member for member in visit.members if OPENING & set(member.roles)]
    talks = conversations_found(at_desk, text, most=MOST) if at_desk else []
    return [_of_talk(talk) for talk in talks] + _customers(at_desk, text) + _articles(visit, text)


def _of_talk(talk: Any) -> Hit:
    who = talk.customer.name or _("Visitor %(number)s") % {"number": talk.customer.ref[-4:]}
    return Hit(_("Conversations"), talk.subject or who, reverse("desk:conversation", args=[talk.ref]), f"{who} · {talk.brand.name}")


def _customers(at_desk: list[Any], text: str) -> list[Hit]:
    """By name, each with the newest conversation that the person may open."""
    newest: dict[int, Any] = {}
    for talk in conversations_found(at_desk, text, by="name", most=MOST * 4) if at_desk else []:
        newest.setdefault(talk.customer_id, talk)
    return [
        Hit(_("Customers"), talk.customer.name, reverse("desk:conversation", args=[talk.ref]), f"{talk.brand.name} · {talk.subject}".removesuffix(" · "))
        for talk in list(newest.values())[:MOST]
    ]


def _articles(visit: Visit, text: str) -> list[Hit]:
    """By title or short name; one brand at a time, since a person may read drafts of one and not of another."""
    hits = []
    for member in visit.members:
        if not ARTICLE_READERS & set(member.roles):
            continue
        with writing_in(member.brand_id):
            rows = articles_for(visit.actor_in(member.brand_id), text=text, limit=MOST).rows
        hits += [Hit(_("Articles"), row.title, reverse("studio:article", args=[row.ref]), member.brand.name) for row in rows]
    return hits[:MOST]
