"""Addresses of the chat: the hosted page and the widget, and what is said through either."""

from __future__ import annotations

from django.urls import path, register_converter

from tandem.web.chat.views import files, pages, scripts, talk


class ConversationRef:
    """A conversation's public reference; anything else is no address."""

    regex = "cnv_[0-9a-hjkmnp-tv-z]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ConversationRef, "conversation")

app_name = "chat"
urlpatterns = [
    path("widget.js", scripts.widget, name="widget_script"),
    path("<slug:slug>", pages.page, name="page"),
    path("<slug:slug>/launcher.js", scripts.launcher, name="launcher"),
    path("<slug:slug>/widget", pages.widget, name="widget"),
    path("<slug:slug>/shop", pages.shop, name="shop"),
    path("<slug:slug>/chats", talk.chats, name="chats"),
    path("<slug:slug>/letters", talk.letters, name="letters"),
    path("<slug:slug>/identity", talk.identity, name="identity"),
    path("<slug:slug>/live/ticket", talk.ticket, name="ticket"),
    path("<slug:slug>/<conversation:ref>/thread", pages.thread, name="thread"),
    path("<slug:slug>/<conversation:ref>/messages", talk.messages, name="messages"),
    path("<slug:slug>/<conversation:ref>/files/<slug:file>", files.file, name="file"),
    path("<slug:slug>/<conversation:ref>/mailing", talk.mailing, name="mailing"),
    path("<slug:slug>/<conversation:ref>/departure", talk.departure, name="departure"),
    path("<slug:slug>/<conversation:ref>/rating", talk.rating, name="rating"),
    path("<slug:slug>/<conversation:ref>/transcript", talk.transcript, name="transcript"),
    path("<slug:slug>/<conversation:ref>/presence", talk.presence, name="presence"),
    path("<slug:slug>/<conversation:ref>/typing", talk.typing, name="typing"),
]
