"""The way to the desk: who may come in, what a view finds there, and how it answers a deed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tandem.core.kit.refusals import Invalid, Refused
from tandem.domain.service.conversations.access import conversation_for
from tandem.domain.service.conversations.queries import holder_of
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import OutsideScope, current, scope
from tandem.web.desk.forbidden import why_not
from tandem.web.entry import View, Visit, staff

LONGEST_WORD = 80


def at_desk(view: View) -> View:
    """For experts. A member without the role is told why, and who can give it."""
    ours = staff("expert", purpose="desk")(view)

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = ours(request, *args, **kwargs)
        return why_not(request) if answer.status_code == 403 and request.method == "GET" else answer

    return inner


def with_lead(view: View) -> View:
    """For experts, and for leads who look at a conversation of their brand: `view(request, place, …)`, in the scope of that brand alone."""
    return across(_in_place(view))


def leading(view: View) -> View:
    """The same for leads alone."""
    return staff("lead", purpose="desk")(_in_place(view))


def across(view: View) -> View:
    """The same people, for a view of a conversation that shows their other brands beside it: it opens the conversation by `placed`."""
    return staff("expert", "lead", purpose="desk")(view)


def visit_of(request: HttpRequest) -> Visit:
    """The visit that `staff` opened."""
    return cast("Visit", request.visit)  # type: ignore[attr-defined]


def experts_of(request: HttpRequest) -> list[Membership]:
    """The memberships of this visit that answer customers."""
    return [member for member in visit_of(request).members if "expert" in member.roles]


class Place:
    """A conversation that the visitor may see, the membership they see it through, and who acts.

    It stands in the scope of its brand alone, so nothing of the visitor's other brands is found for it (law 5).
    """

    def __init__(self, visit: Visit, conversation: Any) -> None:
        if current().brand != conversation.brand_id:
            raise OutsideScope("a conversation is worked on in the scope of its brand alone")
        self.conversation = conversation
        self.member: Membership = visit.member_in(conversation.brand_id)
        self.actor: Actor = visit.actor_in(conversation.brand_id)
        self.brand_id: int = conversation.brand_id
        self.id: int = conversation.pk
        self.ref: str = conversation.ref

    def check_mine(self) -> None:
        """Raises Refused unless the visitor holds the conversation."""
        holder = holder_of(self.id)
        if holder is None or holder.membership_id != self.member.pk:
            raise Refused("You do not hold this conversation.", code="not_holder")


@contextmanager
def placed(request: HttpRequest, ref: str) -> Iterator[Place]:
    """A conversation of one of the visitor's brands; everything inside is in the scope of that brand. Raises Absent."""
    visit = visit_of(request)
    conversation = conversation_for(visit.members, ref)
    with scope(replace(current(), brands=(conversation.brand_id,))):
        yield Place(visit, conversation)


def word(request: HttpRequest, name: str, *, longest: int = LONGEST_WORD) -> str:
    """A short value of the form. Raises Invalid on one that no column could hold."""
    return word_in(request.POST, name, longest=longest)


def word_in(values: Any, name: str, *, longest: int = LONGEST_WORD) -> str:
    """The same, of any form or query."""
    value = str(values.get(name, "")).strip()
    if len(value) > longest or "\x00" in value:
        raise Invalid("This value is too long or holds a sign that cannot be stored.", field=name)
    return value


def number(values: Any, name: str, *, default: int = 0) -> int:
    """A whole number of the form or address; `default` where there is none. Raises Invalid."""
    raw = str(values.get(name, "") or default)
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise Invalid("Send a whole number.", field=name)
    return int(raw)


def done(request: HttpRequest, to: str, *, toast: str = "", undo: str = "", leave: bool = False) -> HttpResponse:
    """The answer to a deed: the page's parts are told to look again, or (`leave`) the browser goes to `to`.

    Without scripts it is a redirect to `to`.
    """
    if request.headers.get("HX-Request") != "true":
        if toast:
            messages.info(request, toast)
        return redirect(to)
    answer = HttpResponse(status=204)
    if leave:
        if toast:
            messages.info(request, toast)
        answer["HX-Redirect"] = to
        return answer
    return told(answer, toast=toast, undo=undo)


def told(answer: HttpResponse, *, toast: str = "", undo: str = "") -> HttpResponse:
    """An answer to a deed that also has the page's parts look again."""
    events: dict[str, Any] = {"desk-changed": {}}
    if toast:
        events["toast"] = {"text": toast, "undo": undo}
    answer["HX-Trigger"] = json.dumps(events)
    return answer


def _in_place(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, ref: str, *args: Any, **kwargs: Any) -> HttpResponse:
        with placed(request, ref) as place:
            return view(request, place, *args, **kwargs)

    return inner
