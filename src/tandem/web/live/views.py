"""Tickets for the live stream of signed-in members."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from tandem.core.kit.refusals import Invalid, Refused
from tandem.foundation.live.gates import Listener, may_listen
from tandem.foundation.live.leash import leash_of
from tandem.foundation.live.tickets import issue
from tandem.foundation.tenancy.queries import memberships_of
from tandem.web.entry import home_of, staff, visit_of
from tandem.web.refusals import said


@require_POST
@staff(purpose="live")
def ticket(request: HttpRequest) -> HttpResponse:
    """POST {"topics": [...]} -> {"ticket", "cursor"}; 404 when none is the person's to hear."""
    try:
        topics = topics_of(request.body)
        listener = Listener(members=request.visit.members)  # type: ignore[attr-defined]
        leash = leash_of(visit_of(request).members[0].person_id, session_key=request.session.session_key or "")
        token, cursor = issue(topics, may_listen=lambda topic: may_listen(listener, topic), leash=leash)
    except Refused as refusal:
        return JsonResponse({"title": said(refusal), "status": refusal.status}, status=refusal.status)
    return JsonResponse({"ticket": token, "cursor": cursor})


def topics_of(body: bytes) -> list[str]:
    """The topics that a request names. Raises Invalid."""
    try:
        topics = json.loads(body)["topics"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid('Send {"topics": [...]}.', field="topics") from error
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise Invalid("Topics are a list of names.", field="topics")
    return topics


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The bare address: sign in, or the first page of one's rail."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(home_of(memberships_of(request.user.pk)))
