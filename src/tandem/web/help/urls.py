"""Addresses of the help centre. An article stands at its brand, language and short name."""

from __future__ import annotations

from django.urls import path, register_converter

from tandem.web.help.views import machines, pages, votes


class Language:
    """The code of a language; anything else is no address."""

    regex = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "language")

app_name = "help"
urlpatterns = [
    path("<slug:slug>/", pages.entrance, name="entrance"),
    path("<slug:slug>/sitemap.xml", machines.sitemap, name="sitemap"),
    path("<slug:slug>/robots.txt", machines.robots, name="robots"),
    path("<slug:slug>/files/<slug:ref>", machines.file, name="file"),
    path("<slug:slug>/suggestions", pages.suggestions, name="suggestions"),
    path("<slug:slug>/<language:lang>/", pages.home, name="home"),
    path("<slug:slug>/<language:lang>/topics/<str:topic>", pages.topic, name="topic"),
    path("<slug:slug>/<language:lang>/<str:article>", pages.article, name="article"),
    path("<slug:slug>/<language:lang>/<str:article>/votes", votes.votes, name="votes"),
]
