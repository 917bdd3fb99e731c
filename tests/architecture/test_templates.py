"""Templates hold no style, script or handler of their own: the content security policy would stop them."""

import re

import pytest

from tests.architecture.house import SOURCE, shown

COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<(?P<name>[a-z][\w-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
A_FILE = re.compile(r"\b(?:src|nonce)\s*=", re.IGNORECASE)
ATTRIBUTE = re.compile(r"(?:^|\s)(style|on[a-z]+|hx-on[\w:-]*|hx-vars)\s*=", re.IGNORECASE)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
RUN_BY_ADDRESS = re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*(?:javascript|data:text)", re.IGNORECASE)
DATA = re.compile(r"type\s*=\s*[\"']application/(?:ld\+)?json[\"']", re.IGNORECASE)


def inline(source):
    """What a template runs or paints by itself."""
    text = COMMENT.sub("", source)
    found = []
    for tag in TAG.finditer(text):
        name, rest = tag["name"].lower(), tag["rest"]
        if name == "style":
            found.append("<style>")
        if name == "script" and not A_FILE.search(rest) and not DATA.search(rest):
            found.append("<script> without a file")
        found += [f"{match[1].lower()}=" for match in ATTRIBUTE.finditer(QUOTED.sub('""', rest))]
        if RUN_BY_ADDRESS.search(rest):
            found.append("an address that runs")
    return found


def test_no_template_holds_code_or_style():
    wrong = []
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        wrong += [f"{shown(path)}: {what}" for what in inline(path.read_text(encoding="utf-8"))]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p style="color: red">', ["style="]),
        ("<style>p { color: red }</style>", ["<style>"]),
        ("<script>go()</script>", ["<script> without a file"]),
        ('<a data-x="1"\n onclick="go()">', ["onclick="]),
        ('<div hx-on::after-request="go()">', ["hx-on::after-request="]),
        ('<a href="javascript:go()">', ["an address that runs"]),
        ('<script src="/static/a.js" type="module"></script>', []),
        ('<script type="application/json">{}</script>', []),
        ("<p title='the style=\"x\" of it' data-on=1>onclick=</p>", []),
        ('{# <p style="x"> #}', []),
    ],
)
def test_the_rule_sees_what_is_inline_and_nothing_else(source, found):
    assert inline(source) == found
