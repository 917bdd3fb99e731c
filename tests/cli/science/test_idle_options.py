"""No option is accepted that does nothing, and no figure that is none: one line says which and why."""

import pytest

from tests.cli.science.test_files import APP, RUN, refused, said

TIMES = [f"2026-03-16 {hour:02d}:{minute}" for hour in (8, 9) for minute in ("00", "30")]
QUEUES = ["timestamp,queue,contacts,aht_seconds", *[f"{time},{queue},10,240" for time in TIMES for queue in ("calls", "chat")]]
PRICED = ("--asked", 40, "--floor", 14, "--cap", 40)


@pytest.fixture
def forecast(tmp_path):
    (tmp_path / "week.csv").write_text("\n".join(QUEUES) + "\n")
    return tmp_path / "week.csv"


@pytest.fixture
def groups(tmp_path):
    (tmp_path / "groups.csv").write_text("group,queues\nboth,calls chat\n")
    return tmp_path / "groups.csv"


@pytest.mark.parametrize(
    "options",
    [("--due", "chat=24h"), ("--concurrency", "chat=3"), ("--crowding", 0.2), ("--use-idle", 0.5), ("--no-carry-over",), ("--carry-over",)],
    ids=lambda options: options[0],
)
def test_groups_take_no_option_of_single_queues(forecast, groups, options):
    line = refused("staff", forecast, "--patience", 120, "--groups", groups, *options)
    assert options[0].replace("--no-", "--") in line
    assert "does nothing beside --groups" in line


def test_a_definition_that_is_not_simulated_is_refused_for_groups_and_for_chat(forecast, groups):
    assert "service level of what is offered" in refused("staff", forecast, "--patience", 120, "--groups", groups, "--definition", "served")
    assert "service level of what is offered" in refused("staff", forecast, "--patience", 120, "--concurrency", "chat=3", "--definition", "served")


def test_the_service_level_of_groups_is_said_to_be_by_experts(forecast, groups):
    options = ["staff", str(forecast), "--patience", "120", "--target", "70/60"]
    assert "service level, by contacts" in RUN.invoke(APP, options).stdout
    by_groups = RUN.invoke(APP, [*options, "--groups", str(groups)])
    assert "service level, by experts" in by_groups.stdout, by_groups.output
    assert "by contacts" not in by_groups.stdout


@pytest.mark.parametrize("minutes", [["00", "15", "30", "45"], ["15", "45"]], ids=["another interval", "a start in between"])
def test_groups_want_every_queue_on_the_same_intervals(forecast, groups, minutes):
    calls = [line for line in QUEUES if "chat" not in line]
    forecast.write_text("\n".join([*calls, *[f"2026-03-16 {hour:02d}:{minute},chat,10,240" for hour in (8, 9) for minute in minutes]]) + "\n")
    line = refused("staff", forecast, "--patience", 120, "--groups", groups)
    assert "column timestamp: expected every queue on the same intervals of 30 minutes, 'chat' is not" in line


def test_single_queues_take_no_option_without_the_one_it_belongs_to(forecast):
    assert "--crowding: does nothing without --concurrency" in refused("staff", forecast, "--crowding", 0.5)
    assert "--use-idle: does nothing without --due" in refused("staff", forecast, "--use-idle", 0.5)
    assert "--confidence: does nothing without --show-up" in refused("staff", forecast, "--confidence", 0.8)
    assert "--workers: does nothing without --groups" in refused("staff", forecast, "--workers", 2)


LOST = ("erlang", "--contacts", 100, "--aht", 60, "--lost", "--max-abandon", 0.05)


@pytest.mark.parametrize(
    "options",
    [("--target", "80/20"), ("--wait", "90/60"), ("--max-asa", 3), ("--max-occupancy", 0.8), ("--within", 20), ("--definition", "served"),
     ("--patience", 60), ("--waits", "log.csv")],
    ids=lambda options: options[0],
)  # fmt: skip
def test_where_nobody_waits_no_option_about_waiting_is_taken(options):
    assert f"{options[0]}: does nothing beside --lost" in refused(*LOST, *options)


def test_where_nobody_waits_figures_are_checked_as_elsewhere():
    assert "--experts: expected a whole number of at least 0, got -1" in refused("erlang", "--contacts", 100, "--aht", 60, "--lost", "--experts", -1)
    assert "--contacts: expected a finite number, got nan" in refused("erlang", "--contacts", "nan", "--aht", 60, "--lost", "--experts", 3)
    assert "never below zero" in refused("erlang", "--contacts", -3, "--aht", 60, "--lost", "--experts", 3)
    assert "cannot be met" in refused("erlang", "--contacts", 1e15, "--aht", 60, "--lost", "--max-abandon", 0.05)
    none = said("erlang", "--contacts", 0, "--aht", 60, "--lost", "--max-abandon", 0.05, "--json")
    waiting = said("erlang", "--contacts", 0, "--aht", 60, "--target", "80/20", "--json")
    assert none["experts"] == waiting["experts"] == 0
    assert set(none) == set(waiting)
    assert "--max-abandon: does nothing beside --experts" in refused(*LOST, "--experts", 3)
    assert "--max-asa: does nothing beside --experts" in refused("erlang", "--contacts", 9, "--aht", 60, "--experts", 3, "--max-asa", 3)


@pytest.mark.timeout(60)  # it never ended once
def test_no_figure_of_any_command_may_be_none(forecast, tmp_path):
    assert "--crowding: expected a finite number, got nan" in refused("staff", forecast, "--concurrency", 3, "--patience", 60, "--crowding", "nan")
    assert "--patience: expected a finite number, got inf" in refused("staff", forecast, "--patience", "inf")
    out = tmp_path / "out.toml"
    assert "--patience: expected a finite number, got nan" in refused("scenario", forecast, forecast, "--patience", "nan", "--out", out)
    assert "--patience: expected a finite number, got nan" in refused("simulate", "--fit", forecast, "--patience", "nan", "--save", out)
    assert not out.exists()
    assert "--hourly: expected a finite number, got nan" in refused("shifts", forecast, "--hourly", "nan")
    assert "expected a target between 0 and 100 percent" in refused("staff", forecast, "--target", "80/nan")
    scenario = tmp_path / "scenario.toml"
    scenario.write_text("[[queue]]\ncontacts = 9\naht_seconds = 60\npatience_seconds = nan\n[[pool]]\nexperts = 2\n")
    assert "expected patience_seconds to be a number of at least 0, got nan" in refused("simulate", scenario)
    scenario.write_text("[[queue]]\ncontacts = [9, inf]\naht_seconds = 60\n[[pool]]\nexperts = 2\n")
    assert "numbers from 0" in refused("simulate", scenario)


@pytest.mark.parametrize("options", [("--interval", "15min"), ("--zone", "Asia/Tokyo"), ("--save", "out.toml")], ids=lambda options: options[0])
def test_a_scenario_takes_no_option_of_a_log(options, tmp_path):
    scenario = tmp_path / "scenario.toml"
    scenario.write_text("[[queue]]\ncontacts = 9\naht_seconds = 60\n[[pool]]\nexperts = 2\n")
    assert f"{options[0]}: does nothing without --fit" in refused("simulate", scenario, *options)


@pytest.mark.parametrize(
    "options", [("--claimed", 1), ("--standing", 20), ("--length", "3h"), ("--start-hour", 8), ("--weekend",)], ids=lambda options: options[0]
)
def test_shifts_of_a_file_speak_for_themselves(tmp_path, options):
    shifts = tmp_path / "shifts.csv"
    shifts.write_text("start,minutes,seats\n2026-03-16T08:00:00Z,120,3\n")
    assert f"{options[0]}: does nothing beside a file of shifts" in refused("price", shifts, *PRICED, *options)
    assert "--lead: does nothing beside --now" in refused("price", shifts, *PRICED, "--now", "2026-03-15", "--lead", "3h")


@pytest.mark.parametrize("options", [("--now", "2026-03-15"), ("--zone", "Europe/Paris")], ids=lambda options: options[0])
def test_one_shift_takes_no_option_of_a_file(options):
    assert f"{options[0]}: does nothing beside --need" in refused("price", "--need", 3, *PRICED, *options)
    assert "reference" in refused("price", "--need", 3, *PRICED, "--reference", 0)
