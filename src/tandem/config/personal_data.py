"""Where personal data stands: table -> columns to export and to erase for a customer."""

from __future__ import annotations

PERSONAL_DATA: dict[str, tuple[str, ...]] = {
    "customers_customer": ("name", "email", "phone", "external_id", "link_key"),
    "conversations_conversation": ("subject", "last_text"),
    "conversations_message": ("text",),
    "conversations_note": ("text",),
    "conversations_survey": ("comment",),
    "conversations_transcriptrequest": ("email",),
    "files_content": ("content",),
    "files_file": ("name",),
    "gaps_question": ("embedding",),
    "policies_guideanswer": ("answers",),
    "precedents_precedent": ("embedding",),
    "readings_asking": ("words",),
    "readings_vote": ("comment",),
    "suggestions_suggestion": ("text",),
}
