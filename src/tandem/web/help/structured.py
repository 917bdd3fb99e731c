"""What machines read in a page: schema.org data as JSON-LD, and the languages of a page. Nothing that people do not see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.domain.knowledge.articles.queries.public import PublicArticle
from tandem.web.help.entry import Visit

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}  # so that no text of an article ends the element
QUESTION = ("?", "？", "؟")  # as other scripts write it
MOST_ANSWER = 2000  # characters


def article_data(visit: Visit, article: PublicArticle, *, address: str, home: str, absolute: Callable[[str], str]) -> SafeString:
    """An article, where it stands, and the questions that its title or headings ask."""
    card = article.card
    publisher = {"@type": "Organization", "name": visit.brand.name, "url": home}
    about: dict[str, Any] = {
        "@type": "Article", "@id": address, "url": address, "headline": card.title[:110], "inLanguage": card.language, "isAccessibleForFree": True,
        "dateModified": card.updated_at.isoformat(), "publisher": publisher, "author": publisher, "mainEntityOfPage": address,
    }  # fmt: skip
    if card.summary:
        about["description"] = card.summary
    trail = [(_("Help"), home), *((topic, absolute(visit.address("topic", topic, language=card.language))) for topic in card.topics[:1]), (card.title, address)]
    graph: list[dict[str, Any]] = [about, _trail(trail)]
    asked = _questions(article)
    if asked:
        graph.append({"@type": "FAQPage", "inLanguage": card.language, "mainEntity": asked})
    return _script({"@context": "https://schema.org", "@graph": graph})


def home_data(visit: Visit, *, home: str) -> SafeString:
    """The help centre and how it is searched."""
    search = {"@type": "SearchAction", "target": {"@type": "EntryPoint", "urlTemplate": f"{home}?q={{q}}"}, "query-input": "required name=q"}
    about = {"@type": "WebSite", "name": _("Help from %(brand)s") % {"brand": visit.brand.name}, "url": home, "inLanguage": visit.language}
    return _script({"@context": "https://schema.org", **about, "potentialAction": search})


def _questions(article: PublicArticle) -> list[dict[str, Any]]:
    """(question, answer) where a heading of the page is a question, else where its title is one."""
    parts: dict[str, list[str]] = {}
    for heading, text in article.sections:
        parts.setdefault(heading.rpartition(" > ")[2] or article.card.title, []).append(text)
    asked = {heading: texts for heading, texts in parts.items() if heading.rstrip().endswith(QUESTION)}
    answers = {heading: {"@type": "Answer", "text": "\n".join(texts)[:MOST_ANSWER]} for heading, texts in asked.items()}
    return [{"@type": "Question", "name": heading, "acceptedAnswer": answer} for heading, answer in answers.items()]


def _trail(steps: list[tuple[str, str]]) -> dict[str, Any]:
    items = [{"@type": "ListItem", "position": place, "name": str(name), "item": url} for place, (name, url) in enumerate(steps, start=1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _script(content: dict[str, Any]) -> SafeString:
    """JSON that is safe inside a script element. Browsers run no element of this type, so the policy needs no exception."""
    return SafeString(json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES))
