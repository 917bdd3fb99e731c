"""What the pages of measures, gaps, contradictions and discussions show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tandem.core.kit.masking import masked
from tandem.core.kit.refusals import Absent
from tandem.core.knowledge.documents import Document, slugged
from tandem.core.knowledge.measures import LEAST, WINDOW, Freshness, freshness, share
from tandem.core.knowledge.rewording import section_source
from tandem.domain.assistance.gaps.actions.filling import begin_article
from tandem.domain.assistance.gaps.actions.learning import best_answers
from tandem.domain.assistance.gaps.queries.covering import coverage_by_topic
from tandem.domain.assistance.gaps.queries.listing import title_of
from tandem.domain.assistance.readings.queries import readers_of, said_of
from tandem.domain.assistance.suggestions.facts import coverage_by_queue
from tandem.domain.knowledge.articles.queries.reading import history, read
from tandem.domain.knowledge.discussions.queries.crediting import credited, wants_credit
from tandem.domain.knowledge.discussions.queries.listing import comments_of, proposals_for
from tandem.domain.knowledge.releases.queries.stories import renewed_at, story_of
from tandem.domain.knowledge.usage.access import check_may_measure
from tandem.domain.knowledge.usage.queries.doing import by_article, by_partner, by_pool, by_version
from tandem.domain.knowledge.usage.queries.flags import flags_of, open_flags
from tandem.foundation import clock
from tandem.web.studio.places import Place


def measures_page(place: Place) -> dict[str, Any]:
    """Every article in force with how it did, pools and partners side by side, coverage by queue and topic. Raises Forbidden."""
    check_may_measure(place.actor)
    now = clock.now()
    every = by_article()
    renewed = renewed_at([row.standing.ref for row in every])
    rows = [
        (row, freshness(valid_from=row.standing.valid_from, expires_at=row.standing.expires_at, renewed_at=renewed.get(row.standing.ref), now=now))
        for row in every
    ]
    covered = [(name, asked, good, share(good, asked)) for name, asked, good in coverage_by_queue(now - WINDOW)]
    topics = [(row, share(row.found, row.conversations), share(row.used, row.conversations)) for row in coverage_by_topic(now - WINDOW)]
    return {
        "rows": rows, "pools": by_pool(), "partners": by_partner(), "covered": covered, "topics": topics, "least": LEAST, "flags": open_flags(),
    }  # fmt: skip


def doing_of(request: HttpRequest, place: Place, article: Any) -> dict[str, Any]:
    """How a version does, by pool, and the article's versions beside it. Raises Absent."""
    check_may_measure(place.actor)
    reading = read(place.actor, article.ref, number=number_in(request.GET.get("version", "")))
    numbers = {row.id: row.number for row in history(place.actor, article.ref)}
    return {
        "article": article, "reading": reading, "pools": by_pool(version_id=reading.version.id), "versions": by_version(article.pk, numbers),
        "flags": flags_of(article.pk), "fresh": _fresh(reading), "least": LEAST, "credited": credited(reading.version.id),
        "open_flags": len(open_flags(article_id=article.pk)), "readers": readers_of([article.pk]).get(article.pk), "said": said_of(article.pk),
    }  # fmt: skip


def discussion_of(request: HttpRequest, place: Place, article: Any) -> dict[str, Any]:
    """What is said and proposed of an article, with the wording that a proposal begins from. Raises Absent."""
    reading = read(place.actor, article.ref, number=number_in(request.GET.get("version", "")))
    chosen = next((one for one in reading.sections if one.ref == request.GET.get("section", "")), None)
    return {
        "article": article, "reading": reading, "section": chosen, "comments": comments_of(article.pk),
        "proposals": proposals_for(place.actor, state="", article_id=article.pk), "named": wants_credit(place.actor.membership_id),
        "conversation": request.GET.get("conversation", "")[:24], "wording": _source(reading, chosen),
    }  # fmt: skip


def begun(place: Place, gap: Any) -> Any:
    """A draft for a gap: its words as title, the best answers that experts found as text. Returns the article."""
    title = title_of(gap)
    answers = [f"> {masked(answer.text, names=[answer.customer, answer.writer])}" for answer in best_answers(gap)]
    body = "\n\n".join(answers) or _("Write what is so. Nobody has answered this well yet.")
    return begin_article(place.actor, gap, wording=Document(slug=slugged(f"{title} {gap.ref[-6:]}"), title=title, body=body, language=gap.language))


def _source(reading: Any, section: Any) -> str:
    """The Markdown that a proposal begins from: a section's, else the whole."""
    return (section_source(reading.body, section.heading) or section.text) if section else str(reading.body)


def number_in(text: str) -> int | None:
    """A version's number of an address or a form; None where there is none. Raises Absent on what is no number."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Absent("There is no such version of this article.")
    return int(text)


def _fresh(reading: Any) -> Freshness | None:
    version = reading.version
    if version.valid_from is None:
        return None
    renewed = [step.at for step in story_of(version.id) if step.what == "renewed"]
    return freshness(valid_from=version.valid_from, expires_at=version.expires_at, renewed_at=max(renewed, default=None), now=clock.now())
