"""Whose words they were, as far as they want it known."""

from __future__ import annotations

from tandem.domain.knowledge.discussions.models import CreditWish, Proposal, Verdict

UNNAMED = "Proposed by an expert"


def wants_credit(membership_id: int | None) -> bool:
    """Whether a person wants to be named; nobody is who never said so."""
    row = CreditWish.objects.filter(member_id=membership_id).order_by("-id").first()
    return bool(row and row.named)


def credit_of(row: Proposal) -> str:
    """The source of a proposal in words, for the reason of the version that takes it up."""
    if row.by is None:
        return "Proposed by what is measured"
    return f"Proposed by {row.by.display_name}" if wants_credit(row.by_id) else UNNAMED


def credited(version_id: int) -> tuple[str, ...]:
    """Those whose proposals a version took up and who want to be named."""
    rows = Verdict.objects.filter(version_id=version_id, outcome="accepted").select_related("proposal__by").order_by("at")
    return tuple(dict.fromkeys(row.proposal.by.display_name for row in rows if row.proposal.by and wants_credit(row.proposal.by_id)))
