"""The stylesheets: readable colours, both directions, no magic between files."""

import re

import pytest

from tandem.web.ui.brands import contrast
from tests.web.ui.kit import HOME, SCRIPTS, STYLES

TOKENS = (HOME / "static/ui/css/tokens.css").read_text()
COLOURS = {
    name: [tuple(int(value[i : i + 2], 16) for i in (0, 2, 4)) for value in (light, dark)]
    for name, light, dark in re.findall(r"--([\w-]+):\s*light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)", TOKENS)
}
TEXT = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent-ink", "ok-ink", "warn-ink", "danger-ink") for ground in ("paper", "surface", "raised")] + [
    (f"{tone}-ink", f"{tone}-soft") for tone in ("accent", "ok", "warn", "danger")
]
PHYSICAL = re.compile(
    r"(?:^|[{;]\s*)(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)|left|right|top|bottom|width|height"
    r"|(?:min|max)-(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:|text-align:\s*(?:left|right)\b|(?:float|clear):\s*(?:left|right)\b",
    re.MULTILINE,
)
EVERY_STYLE = sorted(HOME.parent.rglob("static/**/*.css"))


@pytest.mark.parametrize(("ink", "ground"), TEXT)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_is_readable_on_its_ground(ink, ground, theme):
    assert contrast(COLOURS[ink][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_white_is_readable_on_the_accent(theme):
    assert contrast((255, 255, 255), COLOURS["accent"][theme]) >= 4.5


@pytest.mark.parametrize("path", EVERY_STYLE, ids=lambda path: path.name)
def test_a_stylesheet_mirrors_by_itself_and_stays_short(path):
    text = path.read_text()
    assert not PHYSICAL.search(text)
    assert text.count("{") == text.count("}")
    assert len(text.splitlines()) <= 300
    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.parametrize(
    ("style", "physical"),
    [
        ("a { margin-left: 1px; }", True),
        ("a { color: red; left: 0; }", True),
        ("a {\n  width: 3rem;\n}", True),
        ("a { text-align: right; }", True),
        ("a { float: left }", True),
        ("a { margin-inline-start: 1px; inset-inline-end: 0; inline-size: 3rem; text-align: end; stroke-width: 2; border-radius: 0; }", False),
        ("@media (max-width: 45rem) { a { inline-size: 1px; } }", False),
    ],
)
def test_the_rule_sees_what_would_not_mirror(style, physical):
    assert bool(PHYSICAL.search(style)) is physical


def test_the_layers_are_named_once_and_arrangements_stand_between_parts_and_layouts():
    assert "@layer tokens, base, components, arrangements, layouts, utilities;" in TOKENS
    base = (HOME / "static/ui/css/base.css").read_text()
    arranging = base[base.index("@layer arrangements {") : base.index("@layer utilities {")]
    assert [name for name in (".row", ".stack", ".grow", ".wrap") if f"  {name} {{" not in arranging] == []
    assert [path.name for path in EVERY_STYLE if path.name != "base.css" and "@layer utilities {" in path.read_text()] == []


def test_every_variable_that_is_used_is_set_somewhere():
    css = "".join(path.read_text() for path in STYLES)
    used = set(re.findall(r"var\(--([\w-]+)\)", css))
    given = set(re.findall(r"--([\w-]+):", css)) | {"p"}
    assert used <= given


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_stays_short(path):
    assert len(path.read_text().splitlines()) <= 300
