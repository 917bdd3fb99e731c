"""Whole pages: the shell, the customer's page, refusals, signing in."""

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from tests.web.ui.kit import visit

RAIL = [
    {"key": name, "label": name.title(), "url": f"/{name}/", "icon": "desk", "current": name == "desk"}
    for name in ("desk", "blocks", "floor", "knowledge", "quality", "score", "trust")
]


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.web.ui.addresses"


def page(source: str, request=None, **context) -> str:
    return Template(source).render(Context({"request": request or visit(), **context}))


def test_the_shell_marks_where_one_is_and_puts_the_rest_behind_more():
    html = page(
        '{% extends "ui/app.html" %}{% block content %}here{% endblock %}',
        rail=RAIL,
        me={"name": "Amara Okafor"},
    )
    assert html.count('aria-current="page"') == 1
    assert html.count('class="wide-only"') == 2
    assert '<a class="narrow-only" href="/score/"' in html
    assert 'href="#main"' in html
    assert 'id="main"' in html
    assert ">AO</span>" in html


def test_a_live_page_names_its_topics():
    html = page(
        '{% extends "ui/base.html" %}',
        live_topics="desk floor:3",
        live_ticket_url="/live/ticket",
        live_cursor="5-1",
    )
    assert (
        'data-live-topics="desk floor:3" data-live-ticket-url="/live/ticket" data-live-cursor="5-1"' in html
    )
    assert "data-live-topics" not in page('{% extends "ui/base.html" %}')


def test_the_page_has_the_readers_language_direction_zone_and_theme():
    with translation.override("ar"):
        html = page(
            '{% extends "ui/base.html" %}', request=visit(tandem_theme="dark"), reader_zone="Europe/London"
        )
    assert '<html lang="ar" dir="rtl" data-theme="dark" data-zone="Europe/London">' in html


def test_htmx_is_told_to_keep_no_history_and_to_run_no_code():
    html = page('{% extends "ui/base.html" %}')
    assert '"allowEval": false' in html
    assert '"historyCacheSize": 0' in html
    assert '"includeIndicatorStyles": false' in html


def test_a_customer_page_takes_the_brands_colour():
    html = page(
        '{% extends "ui/customer.html" %}',
        brand={"slug": "northwind", "name": "Northwind Rail", "accent": "#17707b"},
    )
    assert 'data-brand="northwind"' in html
    assert "/ui/brands.css?northwind=17707b" in html
    assert "<title>Help from Northwind Rail</title>" in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_needs_nothing(name):
    html = render_to_string(f"{name}.html")
    assert html.count("<h1>") == 1
    assert html.lstrip().startswith("<!doctype html>")


def test_a_refusal_says_its_message():
    html = render_to_string(
        "ui/refusal.html", {"message": "Somebody else took it.", "status": 409, "request": visit()}
    )
    assert "<p>Somebody else took it.</p>" in html


def test_a_stale_form_is_answered_in_plain_words():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()


def test_signing_in_looks_like_ours_and_offers_a_passkey():
    html = Client().get("/accounts/login/").content.decode()
    assert 'class="gate"' in html
    assert '<label for="id_login">' in html
    assert 'id="passkey_login"' in html
    assert 'id="mfa_credential"' in html
    assert "placeholder" not in html
    assert "sign up" not in html.lower()


@pytest.mark.parametrize(
    "path", ["/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/inactive/"]
)
def test_the_other_pages_before_signing_in_are_ours_too(path):
    html = Client().get(path).content.decode()
    assert 'class="gate"' in html
    assert " style=" not in html
