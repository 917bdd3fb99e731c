"""What a customer does: begins, writes, leaves, rates, asks for the transcript, is there, types."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tandem.core.kit.refusals import Invalid, Refused
from tandem.domain.service.channels.actions import answer_by_mail
from tandem.domain.service.conversations.access import conversation_of_customer
from tandem.domain.service.conversations.actions import marking
from tandem.domain.service.conversations.actions.closing import leave_queue
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.customers.actions import identified_customer
from tandem.foundation.files.actions import prepared
from tandem.foundation.live.gates import Listener, may_listen
from tandem.foundation.live.tickets import issue
from tandem.web.arriving import address_of
from tandem.web.chat.beginning import Sent, begin, leave
from tandem.web.chat.entry import Visit, visitor
from tandem.web.chat.forms import LetterForm, StartForm, new_client_id
from tandem.web.chat.helped import helped
from tandem.web.chat.reading import page_of
from tandem.web.chat.views import pages
from tandem.web.forms import uploads_of
from tandem.web.refusals import said


@require_POST
@visitor
def chats(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The first message: a new conversation, once per client id."""
    form = StartForm(request.POST)
    try:
        ref = begin(visit, form, present=_has_script(request), sent=_sent(request, visit))
    except Refused as refusal:
        return _start_again(request, visit, form, refusal)
    return _onward(request, visit.home(c=ref))


@require_POST
@visitor
def letters(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A message while nobody is there; the answer comes by e-mail."""
    form = LetterForm(request.POST)
    try:
        leave(visit, form, sent=_sent(request, visit))
    except Refused as refusal:
        return _start_again(request, visit, form, refusal)
    context = page_of(visit, sent_to=form.said["email"])
    return render(request, "chat/parts/thanks.html" if _has_script(request) else "chat/page.html", context)


@require_POST
@visitor
def messages(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:
    """One more message, once per client id. Refused words stay in the composer."""
    conversation = conversation_of_customer(visit.customer_id, ref)
    text, client_id = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("client_id", "")
    try:
        files = prepared(visit.actor, uploads=uploads_of(request))
        post_message(
            visit.actor, visit.brand.pk, conversation.pk, author="customer", text=text, client_id=client_id, files=files,
            channel="chat" if _has_script(request) else None,
        )  # fmt: skip
    except Refused as refusal:
        return _write_again(request, visit, conversation, refusal, draft=text, client_id=client_id)
    return _done(request, visit, ref, {"chat-posted": {"next": new_client_id()}})


@require_POST
@visitor
def departure(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:
    """Out of the queue."""
    conversation = conversation_of_customer(visit.customer_id, ref)
    leave_queue(visit.actor, visit.brand.pk, conversation.pk)
    return _done(request, visit, ref, {"chat-changed": {}})


@require_POST
@visitor
def mailing(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:
    """Rather be answered by e-mail than wait; the address is asked where it is not known."""
    conversation = conversation_of_customer(visit.customer_id, ref)
    email = request.POST.get("email", "").strip() if visit.known else ""
    try:
        with transaction.atomic():
            answer_by_mail(visit.actor, visit.brand.pk, conversation, email=email)
    except Invalid as refusal:
        return _ask_address_again(request, visit, conversation, refusal, email=email)
    return _done(request, visit, ref, {"chat-changed": {}})


@require_POST
@visitor
def rating(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:
    """How it went, from 1 to 5."""
    conversation = conversation_of_customer(visit.customer_id, ref)
    score = request.POST.get("score", "")
    marking.answer_survey(
        visit.actor, visit.brand.pk, conversation.pk, score=int(score) if score in {"1", "2", "3", "4", "5"} else 0, comment=request.POST.get("comment", "")
    )
    return _done(request, visit, ref, {"chat-changed": {}})


@require_POST
@visitor
def transcript(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:
    """The thread by e-mail, on request."""
    conversation = conversation_of_customer(visit.customer_id, ref)
    email = request.POST.get("email", "").strip()
    marking.ask_transcript(visit.actor, visit.brand.pk, conversation, email=email)
    if _has_script(request):
        return render(request, "chat/parts/transcript_asked.html", {"email": email})
    return pages.chat(request, visit, conversation, transcript_to=email)


@require_POST
@visitor
def presence(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:
    """The page is open; `read`, where given, says how far it was read."""
    conversation = conversation_of_customer(visit.customer_id, ref)
    marking.see_customer(visit.brand.pk, conversation.pk)
    read = request.POST.get("read", "")
    if read.isascii() and read.isdigit():
        marking.mark_read(visit.actor, visit.brand.pk, conversation, number=min(int(read[:9]), conversation.messages))
    return HttpResponse(status=204)


@require_POST
@visitor
def typing(request: HttpRequest, visit: Visit, ref: str) -> HttpResponse:  # noqa: ARG001  a view has one
    """Somebody writes; the page says so at most every three seconds."""
    conversation = conversation_of_customer(visit.customer_id, ref)
    marking.notice_typing(visit.actor, visit.brand.pk, conversation, author="customer")
    return HttpResponse(status=204)


@require_POST
@visitor
def identity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The brand's own signed-in customer, proven by its HMAC; the token leaves through the door that asked."""
    values = {name: request.POST.get(name, "") for name in ("external_id", "proof", "name", "email")}
    customer = identified_customer(visit.brand.pk, **values)
    visit.become(customer.ref)
    return HttpResponse(status=204)


@require_POST
@visitor
def ticket(request: HttpRequest, visit: Visit) -> HttpResponse:
    """POST {"topics": ["chat:cnv_…"]} -> {"ticket", "cursor"}; 404 when a topic is not the visitor's to hear."""
    listener = Listener(customer_id=visit.customer_id or None)
    try:
        token, cursor = issue(_topics(request.body), may_listen=lambda topic: visit.may_be_told(topic) and may_listen(listener, topic))
    except Refused as refusal:
        return JsonResponse({"title": said(refusal), "status": refusal.status}, status=refusal.status)
    return JsonResponse({"ticket": token, "cursor": cursor})


def _topics(body: bytes) -> list[str]:
    try:
        topics = json.loads(body)["topics"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid('Send {"topics": [...]}.', field="topics") from error
    if not isinstance(topics, list) or not all(isinstance(topic, str) and "\x00" not in topic for topic in topics):
        raise Invalid("Topics are a list of names.", field="topics")
    return topics


def _sent(request: HttpRequest, visit: Visit) -> Sent:
    return Sent(uploads_of(request), address_of(request), helped(request, visit))


def _has_script(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _onward(request: HttpRequest, address: str) -> HttpResponse:
    """To another page: by htmx's header, or as browsers do."""
    return HttpResponse(headers={"HX-Redirect": address}) if _has_script(request) else redirect(address)


def _done(request: HttpRequest, visit: Visit, ref: str, news: dict[str, Any]) -> HttpResponse:
    """It is done: the page fetches the thread; without a script it is shown anew."""
    if _has_script(request):
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(news)})
    return redirect(f"{visit.home(c=ref)}#end")


def _start_again(request: HttpRequest, visit: Visit, form: StartForm, refusal: Refused) -> HttpResponse:
    """The form with everything that was written in it, and why it was refused."""
    form.refuse(refusal)
    if _has_script(request):
        part = "chat/parts/letter.html" if isinstance(form, LetterForm) else "chat/parts/start.html"
        answer = render(request, part, page_of(visit, form=form, helped=helped(request, visit)), status=422)  # the status that htmx swaps in
    else:
        answer = pages.start(request, visit, form, status=refusal.status)
    if wait := getattr(refusal, "retry_seconds", 0):
        answer["Retry-After"] = str(wait)
    return answer


def _ask_address_again(request: HttpRequest, visit: Visit, conversation: Any, refusal: Refused, *, email: str) -> HttpResponse:
    """The field with what was written in it, and why it was refused."""
    asked = {"mail_address": email, "mail_refusal": said(refusal)}
    if not _has_script(request):
        return pages.chat(request, visit, conversation, status=refusal.status, **asked)
    return render(request, "chat/parts/by_mail.html", pages.page_of_part(visit, conversation) | asked, status=422)


def _write_again(request: HttpRequest, visit: Visit, conversation: Any, refusal: Refused, *, draft: str, client_id: str) -> HttpResponse:
    """The composer with the draft, and why it was refused."""
    if not _has_script(request):
        return pages.chat(request, visit, conversation, draft=draft, refusal=said(refusal), status=refusal.status)
    context = {
        "visit": visit,
        "brand": visit.brand,
        "conversation": conversation,
        "draft": draft,
        "client_id": new_client_id() if refusal.code == "key_reused" else client_id,
        "refusal": said(refusal),
        "again": True,
    }
    return render(request, "chat/parts/composer.html", context | ({"csrf_token": ""} if visit.door == "widget" else {}), status=422)
