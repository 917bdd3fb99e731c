"""Where the work runs changes nothing: one process, several, or Ray give the same figures by the same code."""

import json

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from tandem.cli.science import register

APP = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
register(APP)

SCENARIO = """
interval = "30min"
cycles = 4
day_cv = 0.1
[[queue]]
contacts = 144
aht_seconds = 60
patience_seconds = 120
[[pool]]
experts = 6
"""


def said(*arguments):
    result = CliRunner().invoke(APP, [str(part) for part in arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def files(tmp_path):
    scenario, history = tmp_path / "scenario.toml", tmp_path / "history.csv"
    scenario.write_text(SCENARIO)
    generator = np.random.default_rng(2)
    rows = [
        f"2026-{month:02d}-{day:02d}T{hour:02d}:00:00Z,{generator.poisson(20 + 3 * hour)},{queue}"
        for queue in ("billing", "orders")
        for month in (1, 2)
        for day in range(1, 29)
        for hour in range(8, 18)
    ]
    history.write_text("timestamp,contacts,queue\n" + "\n".join(rows) + "\n")
    return scenario, history


def by(workers, files):
    scenario, history = files
    simulated = said("simulate", scenario, "--replications", 4, "--workers", workers, "--json")
    forecast = said("forecast", history, "--horizon", "1d", "--workers", workers, "--json")
    return {**simulated, "arrivals_per_second": None}, forecast["forecast"]


def test_two_processes_give_what_one_gives(files):
    assert by("2", files) == by("1", files)


def test_ray_gives_what_one_process_gives(files):
    ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
    try:
        assert by("ray", files) == by("1", files)
    finally:
        ray.shutdown()


def test_workers_are_a_number_or_ray(files):
    result = CliRunner().invoke(APP, ["simulate", str(files[0]), "--workers", "many"])
    assert result.exit_code == 2
    assert "expected a number of processes from 1, or ray, got 'many'" in result.output
