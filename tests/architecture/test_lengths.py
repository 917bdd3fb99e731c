"""One page, one thought: views of at most fifteen lines, functions of at most forty, counted without docstring, blanks and comments."""

import ast

import pytest

from tests.architecture.house import python, shown, text_of, tree

MOST_IN_A_VIEW = 15
MOST_IN_A_FUNCTION = 40
# Numba's loops over arrays: a function in them that is called at each step would carry the whole state as arguments.
MOST_IN_A_COMPILED_LOOP = 80
COMPILED = {"compiled", "fast_compiled", "inlined"}
# Longer, and why it stays whole.
WHOLE = {
    "core/orchestration/twin/state.py:moving_of": "one record, laid out one column a line",
}


def length(function, lines):
    """Lines of code in the body: no docstring, no blank line, no comment."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    if not body:
        return 0
    said = (line.strip() for line in lines[body[0].lineno - 1 : body[-1].end_lineno])
    return sum(1 for line in said if line and not line.startswith("#"))


def too_long(path, most):
    lines = text_of(path).splitlines()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node, lines) > (MOST_IN_A_COMPILED_LOOP if is_compiled(node) else most):
            yield f"{shown(path).removeprefix('src/tandem/')}:{node.name}"


def is_compiled(function):
    return not COMPILED.isdisjoint(ast.unparse(one).partition("(")[0] for one in function.decorator_list)


def views():
    return [path for path in python("web") if path.name == "views.py" or path.parent.name == "views"]


def test_views_are_short():
    assert len(views()) > 15
    assert [name for path in views() for name in too_long(path, MOST_IN_A_VIEW)] == []


def test_functions_are_short():
    assert sorted(name for path in python() for name in too_long(path, MOST_IN_A_FUNCTION)) == sorted(WHOLE)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ('"""Only words."""', 0),
        ('"""Words."""\n\n    # why\n    a = 1\n\n    return a', 2),
        ("return f(\n        1,\n        2,\n    )", 4),
    ],
)
def test_what_counts_as_a_line(body, lines):
    source = f"def f():\n    {body}\n"
    assert length(ast.parse(source).body[0], source.splitlines()) == lines
