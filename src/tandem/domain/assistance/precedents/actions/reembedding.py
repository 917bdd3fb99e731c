"""The meanings of settled questions, made anew by the embedder in force from the messages where they stand."""

from __future__ import annotations

from tandem.core.assistance.asking import asked_in
from tandem.domain.assistance.precedents.actions.noting import TURNS
from tandem.domain.assistance.precedents.models import Precedent
from tandem.domain.service.conversations.queries.asked import told
from tandem.foundation.ai.embedding import embedder
from tandem.foundation.ai.reembedding import renew
from tandem.foundation.tenancy.scope import Scope, scope, writing_in

AT_ONCE = 50  # acts: a second or two of a core, outside any transaction


def reembed_precedents(brand_id: int) -> int:
    """Embed the newest acts anew that another embedder read. Safe to repeat; opens its own scopes. Returns how many; 0 when none is left.

    Where a message has no words any more there is nothing to learn from: the meaning goes.
    """
    model, opened = embedder(), Scope(brands=(brand_id,), purpose="reembedding")
    with scope(opened):
        rows = list(Precedent.objects.exclude(embedder=model.name).order_by("-id").values_list("pk", "message_id")[:AT_ONCE])
        known = told(sorted({message for _, message in rows}), most=TURNS)
    texts = {message: asked for message, one in known.items() if (asked := asked_in(one.turns))}
    vectors = dict(zip(texts, model.embed_asked(list(texts.values())), strict=True))
    with scope(opened), writing_in(brand_id):
        renew(Precedent.objects.filter(pk__in=[pk for pk, _ in rows]), vectors, name=model.name)
    return len(rows)
