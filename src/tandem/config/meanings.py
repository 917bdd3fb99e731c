"""What keeps vectors -> what embeds the next few of a brand anew when the embedder changes (see foundation.ai.reembedding)."""

from __future__ import annotations

MEANINGS: dict[str, str] = {
    "versions of articles": "tandem.domain.knowledge.articles.actions.reembedding.reembed_sections",
    "settled questions": "tandem.domain.assistance.precedents.actions.reembedding.reembed_precedents",
    "unanswered questions": "tandem.domain.assistance.gaps.actions.reembedding.reembed_questions",
    "gaps": "tandem.domain.assistance.gaps.actions.reembedding.reembed_gaps",  # from their questions, so after them
}
