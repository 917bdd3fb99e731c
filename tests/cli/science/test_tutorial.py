"""The tutorial of docs/domain/orchestration.md: each of its commands is run, and prints what the page shows."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tandem.cli.science import register

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "domain" / "orchestration.md"
STEPS = re.findall(r"```sh\n(.*?)```\n\n```text\n(.*?)\n```", PAGE.read_text(), re.DOTALL)
APP = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
register(APP)


@pytest.mark.proves("R1", "R2", "R9", "R72")
@pytest.mark.timeout(600)  # every step from a history to a simulated week, machine code compiled on the way
def test_every_command_of_the_tutorial_runs_and_prints_what_the_page_shows(tmp_path, monkeypatch):
    for name in ("history.csv", "people.csv", "past_offers.csv"):
        shutil.copy(ROOT / "docs" / "tutorial" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert len(STEPS) == 7
    for commands, shown in STEPS:
        printed = ""
        for command in commands.strip().splitlines():
            result = CliRunner().invoke(APP, shlex.split(command)[1:])
            assert result.exit_code == 0, command + "\n" + result.output
            printed += result.stdout
        assert shape(printed) == shape(shown)


def shape(text):
    """The lines without their figures: those move a little with versions of libraries, words must not."""
    lines = [line for line in text.strip().splitlines() if " note: " not in line and " method: " not in line]
    return [re.sub(r"chosen: .*", "", re.sub(r"[-+\d.,%]+|\s+", " ", line)).split() for line in lines]


def test_every_picture_of_the_page_is_there():
    pictures = re.findall(r"!\[[^\]]+\]\((.*?)\)", PAGE.read_text())
    assert len(pictures) == 6
    assert all((PAGE.parent / picture).read_text().startswith("<svg") for picture in pictures)


def test_the_files_of_the_tutorial_are_those_that_its_script_makes(tmp_path):
    made = tmp_path / "make.py"
    shutil.copy(ROOT / "docs" / "tutorial" / "make.py", made)
    scope = {"__file__": str(made), "__name__": "tutorial"}
    exec(compile(made.read_text(), str(made), "exec"), scope)  # noqa: S102 - our own script, run where it may write
    scope["main"]()
    for name in ("history.csv", "people.csv", "past_offers.csv"):
        assert (tmp_path / name).read_text() == (ROOT / "docs" / "tutorial" / name).read_text()
