"""Pages: the hosted chat, the widget's shell, the thread as a part, and a shop to try the widget in."""

from __future__ import annotations

from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from tandem.core.kit.refusals import Absent
from tandem.domain.service.channels.queries import chat_settings
from tandem.domain.service.conversations.access import conversation_of_customer
from tandem.foundation.database.refs import is_ref
from tandem.web.chat.entry import Visit, visitor
from tandem.web.chat.forms import LetterForm, StartForm, new_client_id
from tandem.web.chat.helped import helped, know_reader
from tandem.web.chat.reading import current_of, page_of, talk_of


@require_safe
@visitor
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?c=` opens one of one's own chats (with `k`, by a mailed link), `?new=1` the start, `?letter=1` the form; else the one that goes on, or the start."""
    if "k" in request.GET:
        return linked(request, visit)
    wanted = request.GET.get("c", "") or ("" if {"new", "letter"} & request.GET.keys() else current_of(visit))
    if not wanted:
        return start(request, visit)
    try:
        conversation = conversation_of_customer(visit.customer_id, wanted if is_ref(wanted, "cnv") else "")
    except Absent:
        return start(request, visit, lost=True, status=404)
    return chat(request, visit, conversation)


@require_safe
@visitor
def thread(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:
    """The thread as it stands; without htmx, the whole page."""
    conversation = conversation_of_customer(visit.customer_id, ref)
    if not request.headers.get("HX-Request"):
        return chat(request, visit, conversation)
    return render(request, "chat/parts/talk.html", page_of_part(visit, conversation))


def linked(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A link from a mail: onward without its token in the address; a page that says so where it no longer works."""
    wanted = request.GET.get("c", "")
    try:
        conversation_of_customer(visit.customer_id, wanted if is_ref(wanted, "cnv") else "")
    except Absent:
        return start(request, visit, stale_link=True, status=404)
    return redirect(visit.home(c=wanted))


def chat(request: HttpRequest, visit: Visit, conversation: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of a conversation; `draft` and `refusal` where a message was refused."""
    know_reader(visit, helped(request, visit))
    context = page_of(visit, conversation, client_id=new_client_id(), letter=LetterForm(initial=known(visit)))
    return render(request, "chat/page.html", {**context, **extra}, status=status)


def start(request: HttpRequest, visit: Visit, form: StartForm | None = None, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of somebody who has yet to write: the chat's form, or out of hours (or by wish) the letter's."""
    context = page_of(visit)
    by_letter = isinstance(form, LetterForm) or (form is None and ("letter" in request.GET or not context["opening"].is_open))
    shown = form or (LetterForm if by_letter else StartForm)(initial=known(visit))
    came = helped(request, visit)
    know_reader(visit, came)
    return render(request, "chat/page.html", {**context, "form": shown, "by_letter": by_letter, "helped": came, **extra}, status=status)


def known(visit: Visit) -> dict[str, str]:
    """What a form begins with."""
    who = {"name": visit.known.name, "email": visit.known.email} if visit.known else {}
    return {"client_id": new_client_id(), **who}


def page_of_part(visit: Visit, conversation: Any) -> dict[str, Any]:
    """The context of the thread alone."""
    context = talk_of(visit, conversation)
    return context | ({"csrf_token": ""} if visit.door == "widget" else {})


@require_safe
@xframe_options_exempt
@visitor
def widget(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The widget's shell: it learns who asks, then fetches the page with their token. It alone may stand in a frame."""
    origins = list(chat_settings(visit.brand.pk).widget_origins)

    def shell(request: HttpRequest) -> HttpResponse:
        return render(request, "chat/widget.html", {"brand": visit.brand, "origins": " ".join(origins), "csrf_token": ""})

    return cast("HttpResponse", csp_replace({"frame-ancestors": [SELF, *origins]})(shell)(request))


@require_safe
@visitor
def shop(request: HttpRequest, visit: Visit) -> HttpResponse:
    """An invented page of the brand, with the widget on it, for trying it."""
    return render(request, "chat/shop.html", {"brand": visit.brand})
