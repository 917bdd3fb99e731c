"""Where personal data stands: table -> columns to export and to erase for a customer.

What staff write about articles, too: a comment, a reason or a proposed wording may tell a customer's story, or name a colleague.
"""

from __future__ import annotations

PERSONAL_DATA: dict[str, tuple[str, ...]] = {
    "articles_version": ("reason",),
    "contradictions_ruling": ("reason",),
    "customers_customer": ("name", "email", "phone", "external_id", "link_key"),
    "conversations_case": ("title",),
    "conversations_conversation": ("subject", "last_text"),
    "conversations_message": ("text",),
    "conversations_note": ("text",),
    "conversations_survey": ("comment",),
    "conversations_transcriptrequest": ("email",),
    "discussions_comment": ("text",),
    "discussions_proposal": ("title", "wording", "reason"),
    "discussions_verdict": ("reason",),
    "files_content": ("content",),
    "files_file": ("name",),
    "gaps_gapend": ("reason",),
    "gaps_question": ("embedding",),
    "policies_guideanswer": ("answers",),
    "precedents_choice": ("reason",),
    "precedents_precedent": ("embedding",),
    "readings_asking": ("words",),
    "readings_vote": ("comment",),
    "releases_approval": ("note",),
    "releases_retirement": ("reason",),
    "releases_sentback": ("reason",),
    "releases_submission": ("note",),
    "suggestions_suggestion": ("text",),
    "usage_flag": ("reason",),
    "usage_flagruling": ("note",),
}
