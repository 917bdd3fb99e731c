"""Whether an article helped, and why not: no account, no cookie before, no name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tandem.core.kit.refusals import Refused
from tandem.domain.assistance.readings.actions import vote
from tandem.web.entry import or_refused
from tandem.web.help.addressing import standing
from tandem.web.help.entry import ACTOR, Visit, public
from tandem.web.help.following import begun, followed
from tandem.web.help.pace import check_from_here, check_pace
from tandem.web.help.voting import answer_to, card_voted_on, wish_of


@csrf_exempt  # a reader has no cookie to forge with; `check_from_here` turns other sites away
@require_POST
@public
def votes(request: HttpRequest, visit: Visit, article: str) -> HttpResponse:
    """`helpful` is yes or no; a second time with a reason and words of one's own, said anew."""
    check_from_here(request)
    at = standing(visit, article)
    card, wish = card_voted_on(request, visit, at), wish_of(request)
    session, refused = begun(request, visit.brand), list[Refused]()
    with or_refused(refused.append):
        check_pace(request, visit.brand)
        vote(ACTOR, visit.brand.pk, card, session=session, helpful=wish.helpful, reason=wish.reason, comment=wish.comment)
    answer = answer_to(request, visit, at, slug=article, card=card, wish=wish, refusal=refused[0] if refused else None)
    return followed(answer, visit.brand, session)
