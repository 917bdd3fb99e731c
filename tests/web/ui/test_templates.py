"""For every template: no inline code or style, icons and files that exist, translated words."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from tandem.web.ui.words import script_words
from tests.web.ui.kit import HOME, SCRIPTS, TEMPLATES

ICONS = set(re.findall(r'<symbol id="i-([\w-]+)"', (HOME / "static/ui/icons.svg").read_text()))
SPOKEN = re.compile(r"""\b(?:aria-label|title|placeholder|alt)=(["'])(.*?)\1""", re.DOTALL)
NAMES = {"Tandem"}  # a name is the same in every language
each = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HOME / "templates")))


def source(path) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)


@each
def test_it_compiles(path):
    get_template(str(path.relative_to(HOME / "templates")))


@each
def test_it_runs_under_a_policy_without_inline_code(path):
    text = source(path)
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "javascript:" not in text


@each
def test_its_icons_exist(path):
    used = set(re.findall(r"{% icon [\"']([\w-]+)[\"']", path.read_text()))
    used |= set(re.findall(r"{% icon icon\|default:[\"']([\w-]+)[\"']", path.read_text()))
    assert used <= ICONS


@each
def test_its_files_exist(path):
    for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text()):
        assert finders.find(name), name


@each
def test_its_words_are_translated(path):
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", source(path), flags=re.DOTALL)
    text = re.sub(r'<span class="kbd">.*?</span>', "", text)  # names of keys
    text = re.sub(r"<meta[^>]*>", "", text)
    text = re.sub(r"{% block (?:gate_class|body_attrs|state) %}.*?{% endblock %}", "", text)  # attributes
    for _quote, value in SPOKEN.findall(text):
        assert re.fullmatch(r"(\s|{%.*?%}|{{.*?}})*", value), f"not translated: {value}"
    bare = re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.DOTALL)
    bare = re.sub(r"<[^>]*>", " ", bare)
    assert set(re.findall(r"[^\W\d_]{2,}", bare)) <= NAMES


@each
def test_placeholders_are_named(path):
    for phrase in re.findall(r"{% translate ([\"'])(.*?)\1", path.read_text()):
        assert "%s" not in phrase[1]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_imports_what_exists_and_builds_no_markup(path):
    text = path.read_text()
    for name in re.findall(r"from '\./([^']+)'|import '\./([^']+)'", text):
        assert (path.parent / (name[0] or name[1])).is_file()
    assert "innerHTML" not in text
    assert "eval(" not in text


def test_every_word_that_a_script_says_is_there():
    said = {key for path in SCRIPTS for key in re.findall(r"say\('(\w+)'", path.read_text())}
    assert said <= set(script_words())
