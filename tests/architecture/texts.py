"""The texts of the source: what each catalogue must hold, read from Python and from templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation.template import templatize

from tests.architecture.house import SOURCE, shown

MARKS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "noop": 1, "ngettext": 2, "ngettext_lazy": 2}
CARRIERS = frozenset({"Refused", "Absent", "Invalid", "Forbidden", "TooMany", "Malformed", "Phrase"})
IN_TEMPLATES = re.compile(r"""\b(_|gettext|ngettext)\(u?(?P<q>['"])(?P<text>(?:\\.|(?!(?P=q)).)*)(?P=q)""")
UNNAMED = re.compile(r"(?<!%)(?:%%)*%[-+0#]*\d*(?:\.\d+)?[sdifrx]|(?<!\{)\{\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text, and where it stands. `whole` is False for what no catalogue can hold: sums, f-strings, variables."""

    where: str
    text: str
    kind: str
    whole: bool = True


def texts() -> Iterator[Text]:
    """Every text that is shown to people."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args):
            yield from of_call(call, f"{shown(path)}:{call.lineno}")
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        for found in IN_TEMPLATES.finditer(templatize(path.read_text(encoding="utf-8"))):
            yield Text(shown(path), ast.literal_eval(f"{found['q']}{found['text']}{found['q']}"), "template")


def of_call(call: ast.Call, where: str) -> Iterator[Text]:
    """The texts of a call that marks them, or of a refusal or phrase."""
    name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name in MARKS:
        for argument in call.args[: MARKS[name]]:
            if not isinstance(argument, ast.Attribute):  # `said` looks up what a refusal carries
                yield _text(argument, where, "text")
    elif name in CARRIERS and isinstance(call.func, ast.Name):
        first = call.args[0]
        if isinstance(first, (ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call)):  # a name hands on what was said elsewhere
            yield _text(first, where, "refusal")


def _text(argument: ast.expr, where: str, kind: str) -> Text:
    whole = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return Text(where, argument.value if isinstance(argument, ast.Constant) else ast.unparse(argument), kind, whole)
