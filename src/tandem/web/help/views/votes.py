"""Whether an article helped, and why not: no account, no cookie before, no name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tandem.core.kit.refusals import Absent, Refused
from tandem.domain.assistance.readings.access import brought
from tandem.domain.assistance.readings.actions import vote
from tandem.web.entry import or_refused
from tandem.web.help.addressing import standing
from tandem.web.help.entry import ACTOR, Visit, public
from tandem.web.help.following import begun, followed
from tandem.web.help.pace import check_from_here, check_pace
from tandem.web.help.showing import article_page, helpful_part
from tandem.web.refusals import said as words_of


@csrf_exempt  # a reader has no cookie to forge with; `check_from_here` turns other sites away
@require_POST
@public
def votes(request: HttpRequest, visit: Visit, article: str) -> HttpResponse:
    """`helpful` is yes or no; a second time with a reason and words of one's own, said anew."""
    check_from_here(request)
    at = standing(visit, article)
    card = brought(visit.brand, request.POST.get("about", ""), "").card
    if at.shown is None or card is None or card.article_id != at.shown.card.article_id:
        raise Absent("There is no such article.")
    helpful, reason, comment = request.POST.get("helpful") == "yes", request.POST.get("reason", ""), request.POST.get("comment", "").replace("\r\n", "\n")
    session, refused = begun(request, visit.brand), list[Refused]()
    with or_refused(refused.append):
        check_pace(request, visit.brand)
        vote(ACTOR, visit.brand.pk, card, session=session, helpful=helpful, reason=reason, comment=comment)
    said = "yes" if helpful else "why" if "comment" in request.POST else "no"
    if not refused and not request.headers.get("HX-Request"):
        onward = redirect(f"{visit.address('article', article, said=said)}#helpful")
        onward.status_code = 303
        return followed(onward, visit.brand, session)
    part = helpful_part(visit, card, said="no" if refused else said, refusal=words_of(refused[0]) if refused else "", comment=comment)
    is_part = bool(request.headers.get("HX-Request"))
    context = part if is_part else article_page(request, visit, at) | part
    answer = render(request, "help/parts/helpful.html" if is_part else "help/article.html", context, status=422 if refused else 200)
    return followed(answer, visit.brand, session)
