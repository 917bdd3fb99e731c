"""Where the kit's files are, and a request to render them with."""

from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

import tandem.web.ui

HOME = Path(tandem.web.ui.__file__).parent
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
PARTS = sorted((HOME / "templates/ui/parts").glob("*.html"))
STYLES = sorted((HOME / "static/ui/css").glob("*.css"))
SCRIPTS = sorted((HOME / "static/ui/js").glob("*.js"))


def visit(path: str = "/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.COOKIES.update(cookies)
    return request


def shown(source: str, **context: object) -> str:
    """What a template written here shows."""
    return Template("{% load ui_tags %}" + source).render(Context(context))
