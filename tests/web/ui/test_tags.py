"""The template tags, one by one."""

from datetime import UTC, date, datetime

import pytest
from django.template import TemplateSyntaxError

from tests.web.ui.kit import shown, visit


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.web.ui.addresses"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Priya Raman", "PR"),
        ("saoirse o’dell-quinn", "SO"),
        ("Amara", "A"),
        ("Ana María de la Cruz", "AC"),
        ("", "?"),
        ("(test) Ida", "I"),
    ],
)
def test_initials(name, letters):
    assert shown("{% initials name %}", name=name) == letters


def test_an_icon_is_silent_beside_a_word_and_speaks_when_it_has_a_label():
    assert 'aria-hidden="true"' in shown('{% icon "desk" %}')
    alone = shown('{% icon "back" "sm flip" label="Back" %}')
    assert 'class="icon sm flip" role="img" aria-label="Back"' in alone
    assert 'href="/static/ui/icons.svg#i-back"' in alone


def test_a_time_carries_its_instant_and_a_plain_fallback():
    html = shown('{% when at "clock" %}', at=datetime(2026, 11, 19, 14, 2, tzinfo=UTC))
    assert html == '<time datetime="2026-11-19T14:02:00+00:00" data-format="clock">2:02 p.m.</time>'


def test_a_day_has_no_zone():
    html = shown('{% when at "date" %}', at=date(2026, 11, 19))
    assert html == '<time datetime="2026-11-19" data-format="date">Nov. 19, 2026</time>'


def test_no_time_shows_nothing_and_an_unknown_form_is_refused():
    assert shown("{% when at %}", at=None) == ""
    with pytest.raises(TemplateSyntaxError, match="soon"):
        shown('{% when at "soon" %}', at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "whole"), [(57.6, "58"), ("12", "12"), (None, "0"), (-3, "0"), (400, "100"), ("half", "0")]
)
def test_a_percentage_is_whole_and_within_bounds(value, whole):
    assert shown("{{ value|whole }}", value=value) == whole


@pytest.mark.parametrize(
    ("kept", "theme"), [("dark", "dark"), ("light", "light"), ("", ""), ('"><script>', "")]
)
def test_the_theme_is_one_of_ours_whatever_the_cookie_says(kept, theme):
    assert shown("{% theme %}", request=visit(tandem_theme=kept)) == theme


def test_turning_the_page_keeps_the_filter():
    link = shown('{% page_link "page" 3 %}', request=visit("/?brand=hearth&page=2"))
    assert link == "?brand=hearth&amp;page=3"


def test_brand_styles_are_one_link_and_none_without_brands():
    assert shown("{% brand_styles brands %}", brands=[]) == ""
    html = shown("{% brand_styles brands %}", brands=[("northwind", "#17707b"), ("hearth", "#a24f2a")])
    assert html == '<link rel="stylesheet" href="/ui/brands.css?northwind=17707b&amp;hearth=a24f2a">'


def test_words_for_scripts_cannot_end_their_element():
    html = shown("{% ui_words %}")
    assert html.startswith('<script id="ui-words" type="application/json">')
    assert html.count("</script>") == 1
