"""Brand colours: readable in both themes, whatever the colour, and nothing but colours."""

import re

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as some

from tandem.web.ui.brands import BrandColour, brand_css, contrast
from tandem.web.ui.views import brands

WHITE = (255, 255, 255)
PAIR = r"light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)"


def rgb(text: str) -> tuple[int, int, int]:
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def tokens(css: str) -> dict[str, list[tuple[int, int, int]]]:
    return {name: [rgb(light), rgb(dark)] for name, light, dark in re.findall(rf"--([\w-]+): {PAIR}", css)}


def test_contrast_of_black_on_white():
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21.0)
    assert contrast(WHITE, WHITE) == pytest.approx(1.0)


@given(some.integers(0, 0xFFFFFF))
def test_any_colour_becomes_a_readable_accent(number):
    found = tokens(brand_css([BrandColour("brand", f"{number:06x}")]))
    for theme in (0, 1):
        assert contrast(found["accent"][theme], WHITE) >= 4.5
        assert contrast(found["accent-ink"][theme], found["accent-soft"][theme]) >= 4.5
    for light, dark in (
        ("ffffff", "1d1c1a"),
        ("f6f5f1", "262522"),
    ):  # surface and raised or paper, see tokens.css
        assert contrast(found["accent-ink"][0], rgb(light)) >= 4.5
        assert contrast(found["accent-ink"][1], rgb(dark)) >= 4.5
    assert contrast(found["swatch"][0], WHITE) >= 3


def test_a_readable_colour_is_left_as_it_is():
    assert tokens(brand_css([BrandColour("northwind", "17707b")]))["accent"][0] == rgb("17707b")


@pytest.mark.parametrize(
    ("key", "colour"),
    [("a}", "17707b"), ("", "17707b"), ("A", "17707b"), ("a", "17707"), ("a", "red"), ("a", "17707B")],
)
def test_anything_but_a_key_and_a_colour_is_refused(key, colour):
    with pytest.raises(ValueError, match="not"):
        BrandColour(key, colour)


def test_the_stylesheet_may_be_kept_for_ever():
    answer = brands(RequestFactory().get("/ui/brands.css?northwind=17707B&hearth=a24f2a"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert answer.content.decode().count("[data-brand=") == 6


def test_a_stylesheet_of_nonsense_is_refused_in_plain_text():
    answer = brands(RequestFactory().get("/ui/brands.css?x=%7D*%7Bdisplay:none"))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
