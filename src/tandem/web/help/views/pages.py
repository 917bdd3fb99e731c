"""Pages of the help centre: the start with its search, a topic, an article; what the chat suggests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe

from tandem.domain.assistance.readings.access import renewed
from tandem.domain.assistance.readings.actions import note_read
from tandem.web.help.addressing import standing
from tandem.web.help.entry import Visit, public
from tandem.web.help.finding import asked_in, found
from tandem.web.help.following import FROM_CHAT, begun, followed, session_in
from tandem.web.help.results import note_without_answer, results
from tandem.web.help.showing import article_page, home_page, missing_page, topic_page

# Every copy is asked for again before it is shown: what was withdrawn is nowhere a second later.
ALWAYS_ASK = "public, max-age=0, must-revalidate"
MOST_SUGGESTED = 3


def revalidated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The answer may be kept by anybody and is compared by its content each time."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", ALWAYS_ASK)
        return answer

    wrapped: Callable[..., HttpResponse] = conditional_page(inner)
    return wrapped


@require_safe
@public
def entrance(request: HttpRequest, visit: Visit) -> HttpResponse:
    """On to the language that the browser asks for, if this help centre has it."""
    answer = redirect(visit.address("home", language=_asked_language(request, visit)))
    answer["Vary"] = "Accept-Language"
    answer["Cache-Control"] = ALWAYS_ASK
    return answer


@require_safe
@revalidated
@public
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The start; with `q` what a search finds (to htmx as a part)."""
    return searched(request, visit) if "q" in request.GET else render(request, "help/home.html", home_page(request, visit))


def searched(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What a search finds. Whoever searches is followed from then on."""
    is_part = bool(request.headers.get("HX-Request"))
    shown = results(visit, request.GET["q"], is_typing=is_part)
    page = shown if is_part else {**home_page(request, visit), **shown, "hidden": True}
    answer = render(request, "help/parts/found.html" if is_part else "help/search.html", page)
    if not shown["words"]:
        return answer
    session = begun(request, visit.brand)
    if not is_part:
        note_without_answer(request, visit, shown, session=session)
    return followed(answer, visit.brand, session)


@require_safe
@revalidated
@public
def topic(request: HttpRequest, visit: Visit, topic: str) -> HttpResponse:
    """The articles of a topic, by title."""
    number = request.GET.get("page", "1")
    context = topic_page(request, visit, topic.replace("\x00", ""), page=int(number) if number.isdecimal() and 0 < len(number) < 5 and int(number) else 1)
    return render(request, "help/topic.html", context) if context["lines"] else missing(request, visit)


@require_safe
@revalidated
@public
def article(request: HttpRequest, visit: Visit, article: str) -> HttpResponse:
    """An article; where its address leads; or that nothing stands there."""
    at = standing(visit, article)
    if at.leads_to is not None:
        return redirect(visit.address("article", at.leads_to.slug, language=at.leads_to.language), permanent=True)
    if at.shown is None:
        return missing(request, visit, status=at.status)
    said = request.GET.get("said", "")
    answer = render(request, "help/article.html", article_page(request, visit, at, said=said if said in ("yes", "no", "why") else ""))
    answer["Last-Modified"] = http_date(at.shown.card.updated_at.timestamp())
    session = session_in(request, visit.brand)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        note_read(visit.brand.pk, at.shown.card, session=session)  # last, since it may wait for another reader's
    return followed(answer, visit.brand, session) if FROM_CHAT in request.GET and session else answer


def missing(request: HttpRequest, visit: Visit, *, status: int = 404) -> HttpResponse:
    """Nothing stands here, in words, with a search and a person."""
    return render(request, "help/missing.html", missing_page(request, visit, gone=status == 410), status=status)


@require_safe
@public
def suggestions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Articles for a first message that is being written, as a part of the chat; nothing when nothing is near."""
    lang, text = request.GET.get("lang", ""), asked_in(request.GET.get("text", ""))
    visit = replace(visit, language=lang) if lang in visit.languages else visit
    hits = found(visit, text, most=MOST_SUGGESTED) if len(text.split()) > 1 else ()
    token = renewed(visit.brand, begun(request, visit.brand)) if hits else request.GET.get(FROM_CHAT, "")
    answer = render(request, "help/parts/suggested.html", {"hits": hits, "visit": visit, "token": token, "key": FROM_CHAT})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked_language(request: HttpRequest, visit: Visit) -> str:
    """The first language of the browser's list, by its weights, that this help centre has; else the brand's own."""
    named = []
    for part in request.headers.get("Accept-Language", "").split(",")[:20]:
        code, _, weight = part.replace(" ", "").partition(";q=")
        if not weight or (weight.replace(".", "", 1).isdecimal() and float(weight) > 0):
            named.append((float(weight or 1), code))
    for _weight, code in sorted(named, key=lambda pair: -pair[0]):
        for language in visit.languages:
            if code.lower() in (language.lower(), language.partition("-")[0].lower()) or code.partition("-")[0] == language:
                return language
    return visit.brand.language
