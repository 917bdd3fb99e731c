"""Every science command on plain files: what it says, what it writes, and what bad input gets."""

import json
import os
import tomllib
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from tandem.cli.science import register

APP = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
register(APP)
RUN = CliRunner()


def said(*arguments):
    result = RUN.invoke(APP, [str(part) for part in arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*arguments):
    result = RUN.invoke(APP, [str(part) for part in arguments])
    assert result.exit_code == 2, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    return lines[0]


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    path = tmp_path_factory.mktemp("history") / "history.csv"
    generator = np.random.default_rng(1)
    start = np.datetime64("2026-01-05T00:00")
    rows = ["timestamp,contacts,aht_seconds"]
    for slot in range(70 * 48):
        hour = slot % 48
        if 16 <= hour < 40:
            mean = 20 + 15 * np.sin((hour - 16) / 24 * np.pi)
            rows.append(f"{start + slot * np.timedelta64(30, 'm')},{generator.poisson(mean)},240")
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.proves("R1", "R2", "R5")
def test_from_a_history_to_a_plan(history, tmp_path):
    week, need, offers = tmp_path / "week.csv", tmp_path / "need.parquet", tmp_path / "offers.csv"
    made = said("forecast", history, "--horizon", "7d", "--out", week, "--chart", tmp_path / "week.svg", "--json")
    assert made["series"][0]["unknown_intervals"] == 0
    assert made["file"] == str(week)
    assert week.read_text().splitlines()[0].startswith("timestamp,queue,contacts,low95,low80")
    assert (tmp_path / "week.svg").read_text().startswith("<svg")
    staffed = said("staff", week, "--patience", 120, "--max-abandon", 0.05, "--show-up", 0.9, "--out", need, "--json")
    assert staffed["service_level"] >= 0.8
    plan = said("shifts", need, "--lengths", "60min,120min,240min", "--json")
    assert plan["gap"] == 0.0
    assert plan["cost"] == plan["bound"]
    assert plan["paid_over_required"] < 1.1
    assert {"start", "minutes", "seats", "cost"} <= set(plan["shifts"][0])
    said("shifts", need, "--out", offers, "--chart", tmp_path / "cover.png", "--json")
    assert offers.read_text().startswith("queue,start,minutes,breaks,seats,cost")
    assert (tmp_path / "cover.png").read_bytes()[:4] == b"\x89PNG"


def test_the_forecast_is_the_same_on_two_processes(history):
    one = said("forecast", history, "--horizon", "1d", "--json")["forecast"]
    two = said("forecast", history, "--horizon", "1d", "--workers", 2, "--json")["forecast"]
    assert one == two


@pytest.mark.proves("R72")
def test_evaluation_has_the_promised_keys(history):
    result = said("evaluate", "forecast", history, "--interval", "30min", "--horizon", "7d", "--origins", 4, "--json")
    keys = {"wape", "mase", "bias", "coverage80", "coverage95", "fit_seconds"}
    assert keys <= set(result["model"])
    assert all(keys <= set(result["baselines"][name]) for name in ("weekly_naive", "mean_of_last_4", "mean_of_last_8"))


def test_erlang_has_the_promised_keys_and_figures():
    got = said("erlang", "--contacts", 360, "--per", "30min", "--aht", 240, "--experts", 55, "--within", 15, "--json")
    assert round(got["service_level"], 6) == 0.845883
    assert round(got["asa_seconds"], 3) == 8.184
    assert {"experts", "p_wait", "service_level_definition", "abandon", "occupancy", "mean_queue"} <= set(got)
    fewest = said("erlang", "--contacts", 1000, "--per", "30min", "--aht", 360, "--patience", 120, "--target", "80/20", "--json")
    assert fewest["experts"] == 191


@pytest.mark.proves("R9")
def test_a_price_comes_with_its_reason(tmp_path):
    offers = tmp_path / "offers.csv"
    generator = np.random.default_rng(2)
    pay = generator.uniform(12, 30, 400)
    taken = generator.random(400) < 1 / (1 + np.exp(-3 * np.log(pay / 20)))
    lines = [f"{p:.2f},24,12,0,2,{int(t)}" for p, t in zip(pay, taken, strict=True)]
    offers.write_text("hourly_pay,lead_hours,start_hour,weekend,length_hours,accepted\n" + "\n".join(lines) + "\n")
    made = said("price", "--need", 5, "--asked", 30, "--floor", 14, "--cap", 30, "--offers", offers, "--json")
    assert 14 <= made["hourly_pay"] <= 30
    assert made["fill_chance"] >= 0.9
    assert "30 experts may be asked" in made["reason"]


SCENARIO = """
interval = "30min"
cycles = 10
warm_cycles = 1
[[queue]]
contacts = 144
aht_seconds = 60
patience_seconds = 120
[[pool]]
experts = 6
"""


def test_a_scenario_is_simulated_with_intervals(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO)
    result = said("simulate", path, "--replications", 10, "--seed", 3, "--json")
    for name in ("service_level", "asa_seconds", "abandon", "occupancy"):
        assert result[name]["low"] <= result[name]["mean"] <= result[name]["high"]
    assert result["arrivals_per_second"] > 0
    path.write_text(SCENARIO + "pay_per_contact = 1.0\nguarantee_per_hour = 12.0\nresolves = 0.7\n")
    paid = said("simulate", path, "--replications", 10, "--seed", 3, "--json")
    assert paid["hourly_pay"]["mean"] >= 12.0
    assert abs(paid["resolved"]["mean"] - 0.7) < 0.05


def test_assistance_in_a_scenario_raises_what_is_resolved(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO.replace("aht_seconds = 60", "aht_seconds = 60\nassisted = 0.5\nassist_resolves = 0.1\nassist_aht_factor = 0.8"))
    helped = said("simulate", path, "--replications", 10, "--json")
    path.write_text(SCENARIO)
    alone = said("simulate", path, "--replications", 10, "--json")
    assert helped["resolved"]["mean"] == pytest.approx(0.85, abs=0.02)
    assert helped["occupancy"]["mean"] < alone["occupancy"]["mean"] * 0.95
    path.write_text(SCENARIO.replace("aht_seconds = 60", "aht_seconds = 60\nassist_resolves = 2"))
    assert "expected assist_resolves to be a number from -1 to 1, got 2" in refused("simulate", path)


@pytest.mark.trial
@pytest.mark.skipif(not os.environ.get("TANDEM_TRIAL_DATA"), reason="TANDEM_TRIAL_DATA names no trial data")
def test_the_twin_is_calibrated_from_the_banks_log(tmp_path):
    log = Path(os.environ["TANDEM_TRIAL_DATA"]) / "demand" / "anonymous_bank_1999_january_calls.tsv.gz"
    result = said("simulate", "--fit", log, "--save", tmp_path / "bank.toml", "--json")
    found = result["calibration"]
    assert found["contacts"] == 29412
    assert (found["pattern"], found["missing days"]) == ("a week from Monday", 2)
    assert found["day cv"] < 0.25
    assert result["abandon"]["mean"] == pytest.approx(found["logged abandon"], abs=0.03)
    assert result["asa_seconds"]["mean"] == pytest.approx(found["logged mean wait, answered"], rel=0.2)
    assert said("simulate", tmp_path / "bank.toml", "--json")["contacts"]["mean"] == result["contacts"]["mean"]


def test_two_scenarios_meet_the_same_customers(tmp_path):
    now, more = tmp_path / "now.toml", tmp_path / "more.toml"
    now.write_text(SCENARIO)
    more.write_text(SCENARIO.replace("experts = 6", "experts = 7"))
    result = said("simulate", now, "--versus", more, "--versus", now, "--replications", 12, "--json")
    other, same = result["versus"]
    assert other["difference"]["abandon"]["high"] < 0
    assert other["abandon"]["mean"] - result["abandon"]["mean"] == pytest.approx(other["difference"]["abandon"]["mean"])
    paired = other["difference"]["abandon"]["high"] - other["difference"]["abandon"]["low"]
    assert paired < result["abandon"]["high"] - result["abandon"]["low"]
    assert [same["difference"]["abandon"][part] for part in ("mean", "low", "high")] == [0.0, 0.0, 0.0]
    assert "more.toml, on the same customers" in RUN.invoke(APP, ["simulate", str(now), "--versus", str(more)]).stdout
    assert "there is no such file" in refused("simulate", now, "--versus", tmp_path / "none.toml")


def test_a_log_is_read_in_the_zone_of_the_service(tmp_path):
    log = tmp_path / "log.csv"
    rows = [f"2026-01-{day:02d}T23:30:00Z,5,0,60,ann" for day in range(1, 29)]
    log.write_text("arrived,waited_seconds,abandoned,handle_seconds,server\n" + "\n".join([*rows, "2026-01-28T23:31:00Z,9,1,,"]) + "\n")
    said("simulate", "--fit", log, "--interval", "60min", "--zone", "Asia/Tokyo", "--save", tmp_path / "log.toml", "--json")
    contacts = tomllib.loads((tmp_path / "log.toml").read_text())["queue"][0]["contacts"]
    assert len(contacts) == 7 * 24
    assert {place % 24 for place, count in enumerate(contacts) if count} == {8}
    log.write_text("arrived,waited_seconds,abandoned,handle_seconds,server\n2026-01-01T10:00:00Z,x,0,60,ann\n")
    assert "line 2, column waited_seconds: expected a number, got 'x'" in refused("simulate", "--fit", log)


def test_a_log_that_nobody_left_is_fitted_without_patience_and_says_so(tmp_path):
    log, toml = tmp_path / "log.csv", tmp_path / "log.toml"
    rows = [f"2026-01-{day:02d}T{hour:02d}:{minute:02d}:00Z,{minute % 3},0,60,ann" for day in range(1, 29) for hour in (9, 10) for minute in range(0, 60, 3)]
    log.write_text("arrived,waited_seconds,abandoned,handle_seconds,server\n" + "\n".join(rows) + "\n")
    result = said("simulate", "--fit", log, "--save", toml, "--json")
    assert result["abandon"] is None
    assert result["calibration"]["mean patience seconds"] is None
    assert result["calibration"]["mean handle seconds"] == 60.0
    assert result["occupancy"]["mean"] == pytest.approx(1 / 3, abs=0.05)
    assert "patience_seconds" not in tomllib.loads(toml.read_text())["queue"][0]
    text = RUN.invoke(APP, ["simulate", "--fit", str(log)]).stdout
    assert "calibrated patience: unknown: nobody in the log gave up" in text
    assert "gives up" not in text
    assert "paid time serving" not in text
    given = said("simulate", "--fit", log, "--patience", 20, "--save", toml, "--json")
    assert given["calibration"]["patience"] == "given"
    assert given["abandon"]["mean"] > 0.05
    assert tomllib.loads(toml.read_text())["queue"][0]["patience_seconds"] == 20.0
    before = toml.read_text()
    assert "--patience: expected seconds above 0" in refused("simulate", "--fit", log, "--patience", 0, "--save", toml)
    assert "expected --fit LOG beside it" in refused("simulate", toml, "--patience", 20)
    assert toml.read_text() == before


def test_time_is_paid_only_where_something_is_paid_by_the_hour(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO)
    assert said("simulate", path, "--json")["paid_serving_share"] is None
    assert "paid time serving" not in RUN.invoke(APP, ["simulate", str(path)]).stdout
    path.write_text(SCENARIO + "pay_per_contact = 2\n")
    assert said("simulate", path, "--json")["paid_serving_share"] is None
    path.write_text(SCENARIO + "pay_per_hour = 18\n")
    paid = said("simulate", path, "--json")
    assert paid["paid_serving_share"]["mean"] == pytest.approx(paid["occupancy"]["mean"], abs=0.02)


BAD_HISTORIES = [
    ("2026-01-01 00:00,3\n2026-01-01 00:30,x", "line 3, column contacts: expected a number, got 'x'"),
    ("2026-01-01 00:00,3\n2026-01-01 00:30,-1", "line 3, column contacts: expected a finite number of at least 0, got -1"),
    ("2026-01-01 00:00,3\n,1", "line 3, column timestamp: expected a time such as 2026-03-01 08:00, got nothing"),
    ("2026-01-01 00:00,3\n2026-01-01 00:30,1\n2026-01-01 00:30,1", "line 4, column timestamp: duplicate time"),
    ("2026-01-01 00:00,3\n2026-01-01 00:30,1\n2026-01-01 01:00,1\n2026-01-01 01:15,1", "line 5, column timestamp: two intervals"),
    ("2026-01-01 00:00,3\n2026-01-01T00:30:00Z,1", "line 3, column timestamp: mixed zones"),
    ("2026-01-01 00:00,3\n2026-01-01 00:30,1", "a forecast needs at least 14 days of history"),
]


@pytest.mark.parametrize(("rows", "expected"), BAD_HISTORIES)
def test_a_bad_history_gets_one_line_and_nothing_is_written(tmp_path, rows, expected):
    path, out = tmp_path / "bad.csv", tmp_path / "out.csv"
    path.write_text("timestamp,contacts\n" + rows + "\n")
    line = refused("forecast", path, "--out", out)
    assert expected in line
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_time_that_the_clock_change_makes_ambiguous_is_refused(tmp_path):
    path = tmp_path / "dst.csv"
    path.write_text("timestamp,contacts\n2026-10-25 01:00,3\n2026-10-25 02:00,1\n")
    assert "line 3, column timestamp: 2026-10-25 02:00 is ambiguous" in refused("forecast", path, "--zone", "Europe/Paris")


def test_arguments_that_cannot_be_get_one_line(history, tmp_path):
    assert "longer than the horizon" in refused("forecast", history, "--interval", "60min", "--horizon", "30min")
    assert "there is no such file" in refused("forecast", tmp_path / "none.csv")
    assert "expected an IANA zone" in refused("forecast", history, "--zone", "Mars/Olympus")
    assert "ending in .csv or .parquet" in refused("forecast", history, "--out", tmp_path / "out.txt")
    assert "such as 80/20" in refused("erlang", "--contacts", 10, "--aht", 180, "--target", "often")
    assert "at least one target" in refused("erlang", "--contacts", 10, "--aht", 180)
    assert "cannot be added up" in refused("forecast", history, "--interval", "45min")
    assert "number of processes" in refused("forecast", history, "--workers", "many")
    assert "one of the two" in refused("simulate")


def test_a_requirement_that_cannot_be_covered_says_which_interval(tmp_path):
    path = tmp_path / "need.csv"
    path.write_text("timestamp,experts\n2026-01-01 08:00,1\n2026-01-01 08:30,9\n")
    line = refused("shifts", path, "--lengths", "30min", "--most-seats", 4)
    assert "needs 9" in line
    assert "2026-01-01T08:30:00" in line
    assert "does not fit intervals" in refused("shifts", path, "--lengths", "45min")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("aht_seconds = 60", 'aht_seconds = "long"'), "expected aht_seconds to be a number above 0"),
        (("experts = 6", "experts = 6\nshoes = 2"), "unknown key shoes"),
        (("[[pool]]\nexperts = 6", ""), "at least one [[queue]] and one [[pool]]"),
        (("experts = 6", "experts = [1, 2]"), "expected experts of 1 intervals"),
        (("contacts = 144", "contacts = -1"), "numbers from 0"),
        (('interval = "30min"', "interval = [["), "expected TOML"),
        (("experts = 6", "shifts = [{start = \"9\", end = \"10:00\"}]"), "as HH:MM"),
    ],
)  # fmt: skip
def test_a_bad_scenario_names_what_is_wrong(tmp_path, change, expected):
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO.replace(*change))
    assert expected in refused("simulate", path)


def test_events_and_overrides_are_laid_over_the_forecast(history, tmp_path):
    events = tmp_path / "events.csv"
    events.write_text("start,end,factor,reason\n2026-03-16 00:00,2026-03-17 00:00,2.0,launch\n")
    rows = said("forecast", history, "--horizon", "1d", "--events", events, "--json")["forecast"]
    raised = [row for row in rows if row["event_factor"] == 2.0]
    assert raised
    assert all(row["contacts"] == pytest.approx(2 * row["base"]) for row in raised)
    events.write_text("start,end,factor,reason\n2026-03-17 00:00,2026-03-16 00:00,2.0,launch\n")
    assert "line 2, column end: expected an end after the start" in refused("forecast", history, "--events", events)


@pytest.mark.parametrize("command", ["forecast", "erlang", "staff", "shifts", "roster", "price", "caps", "simulate"])
def test_help_shows_an_example(command):
    assert f"tandem {command}" in RUN.invoke(APP, [command, "--help"]).stdout
