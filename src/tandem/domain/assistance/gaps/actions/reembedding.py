"""The meanings of unanswered questions, and the middles of gaps, made anew by the embedder in force."""

from __future__ import annotations

import numpy as np

from tandem.core.knowledge.gaps import centre
from tandem.domain.assistance.gaps.actions.noting import LONGEST_TEXT
from tandem.domain.assistance.gaps.models import Gap, Question
from tandem.domain.service.conversations.queries.asked import asked
from tandem.foundation.ai.embedding import embedder
from tandem.foundation.ai.reembedding import renew
from tandem.foundation.tenancy.scope import Scope, scope, writing_in

AT_ONCE = 50  # rows: a second or two of a core, outside any transaction


def reembed_questions(brand_id: int) -> int:
    """Embed the newest questions anew that another embedder read. Safe to repeat; opens its own scopes. Returns how many; 0 when none is left.

    Where the words stand nowhere (a search in the help centre, an erased message) the meaning goes: the question still counts in its gap.
    """
    model, opened = embedder(), Scope(brands=(brand_id,), purpose="reembedding")
    with scope(opened):
        rows = list(Question.objects.exclude(embedder=model.name).order_by("-id").values_list("pk", "message_id")[:AT_ONCE])
        texts = {pk: one.text[:LONGEST_TEXT] for pk, one in asked([message for _, message in rows if message]).items()}
    vectors = dict(zip(texts, model.embed_asked(list(texts.values())), strict=True))
    with scope(opened), writing_in(brand_id):
        renew(Question.objects.filter(pk__in=[pk for pk, _ in rows]), vectors, name=model.name)
    return len(rows)


def reembed_gaps(brand_id: int) -> int:
    """Take the middles of gaps from their questions as they are read now; where no question has words left, from the gap's own words."""
    model, opened = embedder(), Scope(brands=(brand_id,), purpose="reembedding")
    with scope(opened), writing_in(brand_id):
        gaps = list(Gap.objects.exclude(embedder=model.name).order_by("-id")[:AT_ONCE])
        read = Question.objects.filter(gap__in=gaps, embedder=model.name, embedding__isnull=False)
        own: dict[int, list[list[float]]] = {}
        for gap_id, embedding in read.values_list("gap_id", "embedding"):
            own.setdefault(gap_id, []).append(embedding)
        bare = [gap for gap in gaps if gap.pk not in own]
        said = dict(zip([gap.pk for gap in bare], model.embed_asked([" ".join(gap.words) or gap.ref for gap in bare]), strict=True))
        for gap in gaps:
            middle = centre(np.asarray([np.asarray(one) for one in own[gap.pk]])) if gap.pk in own else said[gap.pk]
            gap.embedder, gap.centre = model.name, [float(x) for x in middle]
            gap.save(update_fields=["embedder", "centre"])
    return len(gaps)
