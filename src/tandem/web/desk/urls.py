"""Addresses of the desk. A deed is a POST to the state that it makes."""

from __future__ import annotations

from django.urls import URLPattern, path

from tandem.web.desk.views import articles, guides, knowing, offering, pages, saying, turning

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("inbox", pages.inbox, name="inbox"),
    path("next", offering.next_one, name="next"),
    path("availability", offering.availability, name="availability"),
    path("capacity", offering.capacity, name="capacity"),
    path("heartbeat", offering.heartbeat, name="heartbeat"),
    path("offers/<slug:ref>/acceptance", offering.acceptance, name="acceptance"),
    path("offers/<slug:ref>/refusal", offering.refusal, name="refusal"),
    path("c/<slug:ref>", pages.conversation, name="conversation"),
    path("c/<slug:ref>/standing", pages.standing, name="standing"),
    path("c/<slug:ref>/assist", pages.assist, name="assist"),
    path("c/<slug:ref>/messages", saying.messages, name="messages"),
    path("c/<slug:ref>/messages/earlier", pages.earlier, name="earlier"),
    path("c/<slug:ref>/notes", saying.notes, name="notes"),
    path("c/<slug:ref>/files/<slug:file>", saying.file, name="file"),
    path("c/<slug:ref>/reading", saying.reading, name="reading"),
    path("c/<slug:ref>/typing", saying.typing, name="typing"),
    path("c/<slug:ref>/closure", turning.closure, name="closure"),
    path("c/<slug:ref>/transfer", turning.transfer, name="transfer"),
    path("c/<slug:ref>/return", turning.handing_back, name="return"),
    path("c/<slug:ref>/snooze", turning.snooze, name="snooze"),
    path("c/<slug:ref>/waking", turning.waking, name="waking"),
    path("c/<slug:ref>/case", turning.case, name="case"),
    path("c/<slug:ref>/reveal", turning.reveal, name="reveal"),
    path("c/<slug:ref>/assignment", turning.assignment, name="assignment"),
    path("c/<slug:ref>/recall", turning.recall, name="recall"),
    path("c/<slug:ref>/suggestion", saying.suggestion, name="suggestion"),
    path("c/<slug:ref>/suggestions/<slug:suggestion>/dismissal", saying.dismissal, name="dismissal"),
    path("c/<slug:ref>/suggestions/<slug:suggestion>/changes", articles.changes, name="changes"),
    path("c/<slug:ref>/renewal", knowing.renewal, name="renewal"),
    path("c/<slug:ref>/matter", knowing.matter, name="matter"),
    path("c/<slug:ref>/rules", knowing.rules, name="rules"),
    path("c/<slug:ref>/macros/<slug:macro>", knowing.macro, name="macro"),
    path("c/<slug:ref>/guides", guides.guides, name="guides"),
    path("c/<slug:ref>/guides/<slug:run>/answers", guides.answers, name="guide_answers"),
    path("c/<slug:ref>/guides/<slug:run>/back", guides.back, name="guide_back"),
    path("c/<slug:ref>/guides/<slug:run>/end", guides.end, name="guide_end"),
    path("c/<slug:ref>/articles", articles.found, name="articles"),
    path("c/<slug:ref>/articles/<slug:article>/<int:version>", articles.article, name="article"),
    path("c/<slug:ref>/articles/<slug:article>/quotations", articles.quotations, name="quotations"),
    path("c/<slug:ref>/articles/<slug:article>/<int:version>/flags", articles.flags, name="flags"),
]
