"""Event -> the steps that follow it. Every kind of event stands here, or is declared silent."""

from __future__ import annotations

AI = "tandem.foundation.ai.tasks."
ROUTING = "tandem.domain.orchestration.routing.tasks."
GUIDANCE = "tandem.domain.assistance.guidance.tasks."
FILES = "tandem.foundation.files.tasks."
CHANNELS = "tandem.domain.service.channels.tasks."
EXPERTS = "tandem.domain.workforce.experts.tasks."
PRECEDENTS = "tandem.domain.assistance.precedents.tasks."
POLICIES = "tandem.domain.knowledge.policies.tasks."
READINGS = "tandem.domain.assistance.readings.tasks."
GAPS = "tandem.domain.assistance.gaps.tasks."
CONTRADICTIONS = "tandem.domain.knowledge.contradictions.tasks."
RELEASES = "tandem.domain.knowledge.releases.tasks."
SUGGESTIONS = "tandem.domain.assistance.suggestions.tasks."

# Told live, kept as history, followed by nothing.
SILENT: tuple[str, ...] = (
    "ApprovalGiven",
    "ApproversReminded",
    "ArticleExpiring",
    "CommentResolved",
    "CommentWritten",
    "ContradictionRuled",
    "ContradictionsFound",
    "ConversationRead",
    "ConversationSnoozed",
    "CustomerChanged",
    "DraftDiscarded",
    "DraftSaved",
    "ExpertChanged",
    "FlagSettled",
    "GapEnded",
    "GapFound",
    "GuideAnswered",
    "GuideStarted",
    "NoteWritten",
    "OfferMade",
    "ProposalMade",
    "ProposalSettled",
    "QueueChanged",
    "RankerChosen",
    "ReaderVoted",
    "ReviewEnded",
    "RightEnded",
    "RightGranted",
    "RuleFired",
    "SentForReview",
    "SurveyAnswered",
    "TypingNoticed",
)

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {
    "ArticleFlagged": (GAPS + "note_flagged", PRECEDENTS + "note_flagged"),
    "ArticleExpired": (CONTRADICTIONS + "look_again", POLICIES + "keep_rights", SUGGESTIONS + "withdraw_changed"),
    "ArticlePublished": (CONTRADICTIONS + "look_again", POLICIES + "keep_rights", SUGGESTIONS + "withdraw_changed"),
    "ArticleRenewed": (POLICIES + "keep_rights",),
    "ArticleRetired": (CONTRADICTIONS + "look_again", POLICIES + "keep_rights", SUGGESTIONS + "withdraw_changed"),
    "AvailabilityChanged": (ROUTING + "route", ROUTING + "withdraw_from_absent"),
    "CaseChanged": (SUGGESTIONS + "count_repeats",),
    "ChannelChanged": (ROUTING + "withdraw_offer",),
    "ContactAbandoned": (ROUTING + "withdraw_offer", SUGGESTIONS + "ignore_unused"),
    "ContactAssigned": (GUIDANCE + "note_met", ROUTING + "withdraw_offer"),
    "ContactOpened": (ROUTING + "route", SUGGESTIONS + "count_return"),
    "ContactResolved": (EXPERTS + "begin_wrap_up", GAPS + "note_unused", ROUTING + "route", SUGGESTIONS + "ignore_unused"),
    "ContactTakenBack": (ROUTING + "route",),
    "ContactTransferred": (ROUTING + "route",),
    "GuideFinished": (GUIDANCE + "note_outcome",),
    "MatterStated": (GUIDANCE + "note_met", SUGGESTIONS + "restate"),
    "MembershipEnded": (ROUTING + "release_member",),
    "MessagePosted": (CHANNELS + "mail_answer", GUIDANCE + "note_met", SUGGESTIONS + "draft_reply", SUGGESTIONS + "settle_used"),
    "OfferSettled": (ROUTING + "route", ROUTING + "set_missing_away"),
    "QuestionNoted": (GAPS + "gather_soon",),
    "SuggestionMade": (GAPS + "note_thin",),
    "SuggestionSettled": (SUGGESTIONS + "learn_from_fate",),
    "TranscriptAsked": (CHANNELS + "mail_transcript",),
}

# What looks for deadlines that have come (`due_at <= now`), each in turn, all the time.
SWEEPS: tuple[str, ...] = (
    ROUTING + "lapse_due_offers",
    ROUTING + "route_due",
    ROUTING + "take_back_silent",
    ROUTING + "take_back_from_gone",
    ROUTING + "let_go_absent_customers",
    READINGS + "settle_when_due",
    RELEASES + "publish_when_due",
    RELEASES + "expire_when_due",
    RELEASES + "remind_when_due",
    PRECEDENTS + "learn_when_due",
    EXPERTS + "end_wrap_ups",
    EXPERTS + "miss_the_gone",
    FILES + "forget_what_nobody_used",
    AI + "reembed_when_due",
    CHANNELS + "forget_arrivals",
)
