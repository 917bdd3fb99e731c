"""What the demo's experts say of the articles: a report, a comment, a proposed edit, through the actions that everybody uses."""

from __future__ import annotations

from tandem.demo.making import as_simulated
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.queries.reading import read
from tandem.domain.knowledge.articles.queries.shelf import sections_of_shelf
from tandem.domain.knowledge.discussions.actions.commenting import comment
from tandem.domain.knowledge.discussions.actions.proposing import propose_edit, wish_credit
from tandem.domain.knowledge.usage.actions.flagging import flag
from tandem.domain.knowledge.usage.queries.doing import by_article
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Brand, Membership
from tandem.foundation.tenancy.scope import Scope, scope


def speak(brand: Brand) -> int:
    """Three experts on the three articles that experts met most. Returns how many things were said."""
    with scope(Scope(brands=(brand.pk,), purpose="demo voices")):
        members = Membership.objects.filter(roles__contains=["expert"], ended_at__isnull=True).order_by("display_name")[:3]
        experts = [as_simulated(member) for member in members]
        used = [row.standing for row in by_article(most=3)]
        if len(experts) < 3 or len(used) < 3:
            return 0
        why = "Customers ask whether this holds at weekends too."
        flag(experts[0], article_for(experts[0], used[0].ref), version=used[0].number, about="unclear", reason=why)
        comment(experts[1], article_for(experts[1], used[1].ref), version=used[1].number, text="Two customers today took the first line for the whole rule.")
        _propose(experts[2], used[2].ref)
    return 3


def _propose(expert: Actor, ref: str) -> None:
    article = article_for(expert, ref)
    reading = read(expert, ref)
    first = next(one for one in sections_of_shelf(articles=[article.pk]))
    wish_credit(expert, article.brand_id, named=True)
    propose_edit(
        expert, article, version=reading.version.number, section=first.section_ref, reason="Said first, it saves most of the second questions.",
        wording=f"Tell the customer first what happens next, and by when.\n\n{first.text}",
    )  # fmt: skip
