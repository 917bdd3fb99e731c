"""The customer's way in: which brand, through which door, who they are. Two doors, the same views.

The hosted page keeps the visitor's token in a cookie of the brand, and Django's CSRF check guards it. The widget sends
`Authorization: Visitor <token>` from storage of its own: a header that no other site can make a browser send, so it
needs no CSRF check, and on that door no cookie is read or set.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tandem.core.kit.refusals import Absent
from tandem.domain.service.channels.access import conversation_by_link
from tandem.domain.service.channels.queries import language_for
from tandem.domain.service.customers.access import VISITOR_DAYS, customer_for, visitor_of, visitor_token
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.queries import brand_by_slug
from tandem.foundation.tenancy.scope import Scope, scope

SCHEME = "Visitor "
LINK_COOKIE = "tandem_link_"
MOST_LINKS = 8
MOST_LINK_DAYS = 90  # the longest that a brand may state; the token itself says when it ends
TOKEN_HEADER = "X-Visitor"  # noqa: S105  a header’s name
QUEUE_KEY = re.compile(r"[-\w]{1,40}", re.ASCII)

View = Callable[..., HttpResponse]


@dataclass
class Visit:
    """One request of a customer: the brand whose scope is open, the door, and who they are (None: nobody we know)."""

    brand: Brand
    door: str  # page or widget
    customer: Any
    language: str
    queue_key: str
    given: str = field(default="", repr=False)  # the token that proved who asks
    token: str = field(default="", repr=False)  # given to the browser with the answer
    only: str = ""  # by a mailed link: the one conversation that it opens
    link: str = field(default="", repr=False)  # the link's token, kept by the browser with the answer

    @property
    def actor(self) -> Actor:
        """The customer acting, or somebody new."""
        return Actor("customer", self.customer.pk if self.customer else 0, via="chat", simulated=bool(self.customer and self.customer.simulated))

    @property
    def customer_id(self) -> int:
        """0 for somebody new: owner of nothing."""
        return self.customer.pk if self.customer else 0

    @property
    def known(self) -> Any:
        """The customer, whose details may be shown and changed: not to who holds no more than a link."""
        return None if self.only else self.customer

    def may_be_told(self, topic: str) -> bool:
        """A link opens one conversation: no other is told live by it."""
        return not self.only or topic == f"chat:{self.only}"

    def become(self, ref: str) -> None:
        """From now on the browser is this customer's: the token leaves with the answer, through the same door."""
        self.customer = customer_for(ref)
        self.token = visitor_token(self.customer)

    def home(self, **query: str) -> str:
        """The page of this door: the start, or with `c` a conversation."""
        address = reverse("chat:widget" if self.door == "widget" else "chat:page", args=[self.brand.slug])
        kept = {**({"queue": self.queue_key} if self.queue_key else {}), **query}
        return f"{address}?{urlencode(kept)}" if kept else address

    @property
    def asked_language(self) -> str:
        """The language to find an expert for."""
        return language_for(self.brand.pk, self.language, queue_key=self.queue_key)


def cookie_of(brand: Brand) -> str:
    """The cookie's name: one a brand, so that customers are never joined across brands."""
    return f"tandem_visitor_{brand.slug}"


def link_cookie_of(ref: str) -> str:
    """The cookie that a mailed link leaves: one a conversation, ending with the link."""
    return LINK_COOKIE + ref


def visitor(view: View) -> View:
    """A view for customers of the brand in the address, in its scope. A forged, old or foreign token: somebody new."""

    @wraps(view)
    def inner(request: HttpRequest, slug: str, **values: Any) -> HttpResponse:
        brand = brand_by_slug(slug)
        with scope(Scope(brands=(brand.pk,), purpose="chat")):
            visit = _by_link(request, _visit(request, brand), _asked_for(request, values))
            answer = view(request, visit, **values)
        return _keep(request, answer, visit)

    guarded = csrf_protect(inner)

    @csrf_exempt
    @wraps(view)
    def by_door(request: HttpRequest, slug: str, **values: Any) -> HttpResponse:
        return (inner if _is_widget(request) else guarded)(request, slug, **values)

    return by_door


def _is_widget(request: HttpRequest) -> bool:
    return request.headers.get("Authorization", "").startswith(SCHEME.rstrip())


def _visit(request: HttpRequest, brand: Brand) -> Visit:
    widget = _is_widget(request)
    token = request.headers["Authorization"][len(SCHEME) :].strip() if widget else request.COOKIES.get(cookie_of(brand), "")
    queue_key = request.GET.get("queue", "")
    customer = visitor_of(brand, token) if token else None
    return Visit(
        brand=brand,
        door="widget" if widget else "page",
        customer=customer,
        given=token if customer else "",
        language=get_language() or brand.language,
        queue_key=queue_key if QUEUE_KEY.fullmatch(queue_key) else "",
    )


def _asked_for(request: HttpRequest, values: dict[str, Any]) -> str:
    """The conversation that the request is about, if any: what begins a new one is about none, whatever stands in its address."""
    if "ref" in values:
        return str(values["ref"])
    looks = request.method != "POST" or (request.resolver_match is not None and request.resolver_match.url_name == "ticket")
    return request.GET.get("c", "") if looks else ""


def _by_link(request: HttpRequest, visit: Visit, ref: str) -> Visit:
    """Where a mailed link, or the cookie that it left, opens this conversation: its customer, for it alone.

    Whose browser knows the customer already stays who they are.
    """
    token = request.GET.get("k", "") or request.COOKIES.get(link_cookie_of(ref), "")
    if visit.door == "widget" or not token:
        return visit
    try:
        conversation = conversation_by_link(visit.brand, ref, token)
    except Absent:
        return visit
    if visit.customer is not None and visit.customer.pk == conversation.customer_id:
        return visit
    return replace(visit, customer=conversation.customer, given="", only=ref, link=token if "k" in request.GET else "")


def _keep(request: HttpRequest, answer: HttpResponse, visit: Visit) -> HttpResponse:
    """Nothing of a customer's page is cached; a new token goes back through the door it belongs to."""
    if "Cache-Control" not in answer:
        answer["Cache-Control"] = "private, no-store"
    patch_vary_headers(answer, ["Authorization", "Cookie"])
    if visit.token and visit.door == "widget":
        answer[TOKEN_HEADER] = visit.token
    elif visit.token:
        _set_cookie(answer, visit.brand, cookie_of(visit.brand), visit.token, days=VISITOR_DAYS)
    if visit.link:
        kept = [name for name in request.COOKIES if name.startswith(LINK_COOKIE)]
        for name in kept if len(kept) >= MOST_LINKS else ():  # a header of cookies has an end
            answer.delete_cookie(name, path=reverse("chat:page", args=[visit.brand.slug]))
        _set_cookie(answer, visit.brand, link_cookie_of(visit.only), visit.link, days=MOST_LINK_DAYS)
    return answer


def _set_cookie(answer: HttpResponse, brand: Brand, name: str, value: str, *, days: int) -> None:
    answer.set_cookie(
        name, value, max_age=days * 24 * 3600, path=reverse("chat:page", args=[brand.slug]), secure=settings.SECURE, httponly=True, samesite="Lax"
    )
