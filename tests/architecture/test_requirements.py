"""The page of proofs: markers are read without running anything, and what is untrue is said in one line."""

import tomllib

import pytest

from tests import requirements

SECTIONS = {"Laws": {"L1": "Nothing is lost."}, "Needs": {"R1": "Forecast.", "R2": "Blocks."}}
PROOF = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.proves("R1")]

def refused(answer):
    assert answer.status_code == 404

@pytest.mark.proves("L1")
def test_one():
    {body}

class TestTwo:
    @pytest.mark.soak
    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.proves("R2"))])
    def test_three(self, x):
        assert x == 1
"""


def read(body="pass"):
    return requirements.proofs_of(PROOF.format(body=body), file="tests/test_it.py")


def test_every_number_stands_in_the_list_once_in_a_short_line():
    sections = tomllib.loads((requirements.ROOT / requirements.LIST).read_text(encoding="utf-8"))
    sections.pop("exempt")
    numbers = [number for section in sections.values() for number in section]
    needs = [f"R{n}" for n in range(1, 114)] + [f"R43{letter}" for letter in "abcde"]
    controls, laws = [f"C{n}" for n in range(1, 57)], [f"L{n}" for n in range(1, 11)]
    assert sorted(numbers) == sorted([*needs, *controls, *laws, *(f"LEAP{n}" for n in range(1, 11))])
    assert [text for section in sections.values() for text in section.values() if len(text) > 160] == []


def test_markers_of_module_class_and_parameters_are_read():
    assert [(proof.name, proof.numbers, proof.long) for proof in read()] == [
        ("tests/test_it.py::test_one", ("R1", "L1"), False),
        ("tests/test_it.py::TestTwo::test_three", ("R1", "R2"), True),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "pytest.raises(ValueError, int, 'x')",
        "assert answer.status_code == 403",
        "assert refusal.value.code == 'taken'",
        "assert not seen",
        "assert 'x' not in seen",
        "assert count() == 0",
        "assert rows == []",
        "assert (row.count, held) == (0, 'a')",
        "refused(get())",
        "hands.refused(get(), 409, 'taken')",
        "assert counts == {'twice': 0, 'lost': 0}",
    ],
)
def test_a_refusal_is_seen(body):
    assert read(body)[0].refuses
    assert requirements.problems(SECTIONS, read(body), exempt={}) == []


@pytest.mark.parametrize("body", ["pass", "assert answer.status_code == 200", "assert rows == [1]"])
def test_a_law_proven_without_a_refusal_is_a_problem_unless_exempt(body):
    found = read(body)
    assert requirements.problems(SECTIONS, found, exempt={}) == [
        "tests/test_it.py::test_one proves L1 but asserts no refusal (raises, 4xx, nothing)"
    ]
    assert requirements.problems(SECTIONS, found, exempt={"tests/test_it.py::test_one": "why"}) == []


def test_an_unknown_number_and_a_stale_exemption_are_problems():
    (proof,) = requirements.proofs_of("@mark.proves('R999')\ndef test_a(): pass", file="tests/test_b.py")
    assert requirements.problems(SECTIONS, [proof], exempt={"tests/gone.py::test_c": "why"}) == [
        "tests/test_b.py::test_a proves R999, which tests/requirements.toml does not know",
        "tests/gone.py::test_c stands in [exempt] without need",
    ]


def test_a_computed_number_is_refused():
    with pytest.raises(requirements.Unreadable, match=r"tests/test_b\.py:1: `proves` takes strings"):
        requirements.proofs_of("@mark.proves(*ALL)\ndef test_a(): pass", file="tests/test_b.py")


def test_the_page_says_what_has_no_test_yet():
    text = requirements.page(SECTIONS, read())
    assert "- **L1** Nothing is lost.\n  - [tests/test_it.py::test_one](../tests/test_it.py)\n" in text
    assert "| All | 3 | 3 | 0 |" in text
    assert "(in `make soak`)" in text
    assert "- **R2** Blocks. *No test yet.*" in requirements.page(SECTIONS, read()[:1])
    assert requirements.page(SECTIONS, read()) == text


def test_the_check_complains_of_a_stale_page_and_changes_nothing(tmp_path, monkeypatch, capsys):
    (tmp_path / "tests").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests/requirements.toml").write_text('["Needs"]\nR1 = "Forecast."\n')
    monkeypatch.setattr(requirements, "ROOT", tmp_path)
    assert requirements.main(["--check"]) == 1
    assert capsys.readouterr().err == "requirements: docs/requirements.md is out of date: run `make docs`\n"
    assert not (tmp_path / "docs/requirements.md").exists()
    assert requirements.main([]) == 0
    assert requirements.main(["--check"]) == 0
