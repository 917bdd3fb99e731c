"""What served becomes a proposal, with credit to whose words it was; what no longer serves is proposed to end."""

from __future__ import annotations

from collections import Counter

from tandem.core.assistance.disclosing import OWN_SENTENCE
from tandem.core.kit.masking import masked
from tandem.core.knowledge.measures import Tally
from tandem.core.knowledge.sentences import sentences
from tandem.domain.assistance.gaps.models import Gap, Question
from tandem.domain.assistance.gaps.queries.listing import title_of
from tandem.domain.knowledge.articles.access import article_for
from tandem.domain.knowledge.articles.queries.searching import search
from tandem.domain.knowledge.discussions.actions.proposing import propose_article, propose_retirement
from tandem.domain.knowledge.usage.queries.doing import by_article
from tandem.domain.service.conversations.queries.asked import Answered, well_answered
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import Scope, scope

LEAST_SCORE = 4  # of five: what customers call good
SHORTEST = 80  # characters; a shorter answer settles nothing
MOST_GAPS = 40
HELD_BELOW = 0.5  # share of uses that held, below which an article harms more than it settles, at the interval's upper end


def propose_answers(brand_id: int) -> int:
    """For each open gap the best answer that an expert found: in a solved, well rated contact that did not come back. Once a gap."""
    with scope(Scope(brands=(brand_id,), purpose="gaps")):
        made = [_propose(brand_id, gap) for gap in Gap.objects.filter(end__isnull=True).order_by("-found_at")[:MOST_GAPS]]
        return sum(made)


def propose_ends(brand_id: int) -> int:
    """Articles whose uses do not hold, as far as that is certain, are proposed to end. Once a version."""
    with scope(Scope(brands=(brand_id,), purpose="gaps")):
        poor = [row for row in by_article() if row.tally.solved is not None and row.tally.solved.high < HELD_BELOW]
        made = [
            propose_retirement(
                brand_id, article_for(SYSTEM, row.standing.ref), version_id=row.standing.version_id, reason=_poor(row.tally),
                key=f"decay:{row.standing.version_id}",
            )
            for row in poor
        ]  # fmt: skip
    return sum(one is not None for one in made)


def best_answers(gap: Gap, *, most: int = 3) -> tuple[Answered, ...]:
    """The expert answers of a gap that served, the best rated and fullest first: own words alone, and no phrase that many share."""
    ids = [one for one in Question.objects.filter(gap=gap).order_by("-asked_at").values_list("message_id", flat=True)[:200] if one]
    served = well_answered(ids, least_score=LEAST_SCORE)
    times = Counter(sentence for answer in served for sentence in set(sentences(answer.text)))
    own = [one for one in served if _is_own(gap, one, times)]
    return tuple(sorted(own, key=lambda one: (-one.score, -len(one.text), one.message_id))[:most])


def _is_own(gap: Gap, answer: Answered, times: Counter[str]) -> bool:
    said = [sentence for sentence in sentences(answer.text) if times[sentence] < 3]
    told = [sentence for sentence in said if not sentence.endswith("?")]
    if sum(map(len, told)) < SHORTEST or answer.text.rstrip().endswith("?"):
        return False  # it asks back, or says little
    known = " ".join(passage.text for passage in search(gap.brand_id, answer.text[:2000], k=3, language=gap.language))
    return not any(sentence in known for sentence in said if len(sentence.split()) >= OWN_SENTENCE)


def _propose(brand_id: int, gap: Gap) -> bool:
    best = best_answers(gap, most=1)
    if not best:
        return False
    answer = best[0]
    wording = masked(answer.text, names=[answer.customer, answer.writer])
    made = propose_article(
        SYSTEM, brand_id, title=title_of(gap), wording=wording, by_id=answer.membership_id, source="answer", conversation=answer.conversation,
        key=f"answer:{gap.ref}", reason=f"Solved, rated {answer.score} of 5, and nobody came back; customers ask this and no article says it.",
    )  # fmt: skip
    return made is not None


def _poor(tally: Tally) -> str:
    said = tally.solved
    assert said is not None  # noqa: S101  the caller asked
    return f"Of {said.size} uses {said.mean:.0%} held ({said.low:.0%} to {said.high:.0%}): customers came back, complained, or it was wrong."
