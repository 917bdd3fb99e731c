"""Queues beside one another in scenarios, shifts and prices: the same times, names as they are, and empty plans."""

import json
import tomllib

import pytest

from tests.cli.science.test_files import refused, said


def written(path, heading, *rows):
    path.write_text("\n".join([heading, *rows]) + "\n")
    return path


def week(path, *queues, start=8):
    """Two half-hours of each queue, each an hour later than the one before when `start` is a list."""
    hours = start if isinstance(start, list) else [start] * len(queues)
    rows = [f'2026-03-16 {hour:02d}:{minute},"{name}",12,240' for name, hour in zip(queues, hours, strict=True) for minute in ("00", "30")]
    return written(path, "timestamp,queue,contacts,aht_seconds", *rows)


def plan(path, *queues, start=8):
    hours = start if isinstance(start, list) else [start] * len(queues)
    rows = [f'2026-03-16 {hour:02d}:00,60,"{name}",3' for name, hour in zip(queues, hours, strict=True)]
    return written(path, "start,minutes,queue,seats", *rows)


def test_queues_of_different_times_make_no_scenario(tmp_path):
    forecast, shifts = week(tmp_path / "week.csv", "calls", "chat", start=[8, 14]), plan(tmp_path / "plan.csv", "calls", "chat", start=[8, 14])
    out = tmp_path / "service.toml"
    assert "from the same start to the same end" in refused("scenario", forecast, shifts, "--out", out)
    assert not out.exists()


def test_a_queues_name_is_written_as_it_is(tmp_path):
    name, out = 'say ""hi"" \\ there', tmp_path / "service.toml"
    said("scenario", week(tmp_path / "week.csv", name), plan(tmp_path / "plan.csv", name), "--patience", 60, "--out", out, "--json")
    scenario = tomllib.loads(out.read_text())
    assert scenario["queue"][0]["name"] == scenario["pool"][0]["name"] == 'say "hi" \\ there'
    assert scenario["pool"][0]["queues"] == ['say "hi" \\ there']
    assert said("simulate", out, "--replications", 2, "--json")["contacts"]["mean"] > 0


def test_a_logs_name_is_written_as_it_is(tmp_path):
    log = tmp_path / 'the "old" log.csv'
    rows = [f"2026-01-{day:02d}T09:{minute:02d}:00Z,5,{int(minute == 0)},60,ann" for day in range(1, 29) for minute in range(0, 60, 5)]
    written(log, "arrived,waited_seconds,abandoned,handle_seconds,server", *rows)
    said("simulate", "--fit", log, "--save", tmp_path / "log.toml", "--replications", 2, "--json")
    assert tomllib.loads((tmp_path / "log.toml").read_text())["queue"][0]["name"] == 'the "old" log'


@pytest.mark.parametrize("need", [0, 2], ids=["nobody is required", "all of it stands"])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_nothing_left_to_offer_is_an_empty_file(tmp_path, need, ending):
    requirement = written(tmp_path / "need.csv", "timestamp,experts", f"2026-03-16 08:00,{need}", f"2026-03-16 08:30,{need}")
    locked = written(tmp_path / "standing.csv", "start,minutes,seats", "2026-03-16 08:00,60,2")
    out = tmp_path / f"offers.{ending}"
    options = ("--locked", locked) if need else ()
    made = said("shifts", requirement, *options, "--out", out, "--worth", tmp_path / "worth.csv", "--chart", tmp_path / "cover.svg", "--json")
    assert (made["cost"], made["seats"], made["shifts"]) == (0, 0, [])
    if ending == "csv":
        assert out.read_text() == "queue,start,minutes,breaks,seats,cost\n"
    assert said("shifts", requirement, *options, "--json")["shifts"] == []


@pytest.mark.parametrize(
    ("breaks", "expected"),
    [
        ("+180/30", "line 2, column breaks: expected breaks within the shift of 120 minutes, got '+180/30'"),
        ("+90/60", "line 2, column breaks: expected breaks within the shift of 120 minutes, got '+90/60'"),
        ("at noon", "line 2, column breaks: expected breaks such as +120/30"),
        ("+45/30", "line 2, column breaks: expected breaks such as +120/30"),
    ],
)
def test_a_break_of_a_standing_shift_lies_within_it(tmp_path, breaks, expected):
    rows = [f"2026-03-16 {hour:02d}:{minute},2" for hour in range(8, 13) for minute in ("00", "30")]
    requirement = written(tmp_path / "need.csv", "timestamp,experts", *rows)
    locked = written(tmp_path / "standing.csv", "start,minutes,seats,breaks", f'2026-03-16 08:00,120,2,"{breaks}"')
    line = refused("shifts", requirement, "--lengths", "60min", "--locked", locked)
    assert line.startswith(f"{locked}, {expected}"), line
    people = written(tmp_path / "people.csv", "person,skills", "Ada,sales")
    needed = written(tmp_path / "sales.csv", "timestamp,queue,experts", *[row.replace(",", ",sales,") for row in rows])
    locked = written(tmp_path / "named.csv", "person,queue,start,minutes,breaks", f'Ada,sales,2026-03-16 08:00,120,"{breaks}"')
    line = refused("roster", people, needed, "--lengths", "2h", "--locked", locked)
    assert line.startswith(f"{locked}, {expected}"), line


def test_breaks_that_overlap_take_away_nobody_twice(tmp_path):
    rows = [f"2026-03-16 {hour:02d}:{minute},2" for hour in (8, 9) for minute in ("00", "30")]
    requirement = written(tmp_path / "need.csv", "timestamp,experts", *rows)
    locked = written(tmp_path / "standing.csv", "start,minutes,seats,breaks", "2026-03-16 08:00,120,2,+30/30 +30/30")
    made = said("shifts", requirement, "--lengths", "30min", "--hourly", 10, "--fixed", 0, "--locked", locked, "--json")
    assert made["seats"] == 2


def test_priced_shifts_of_a_parquet_file_are_said_as_json(tmp_path):
    requirement = written(tmp_path / "need.csv", "timestamp,experts", "2026-03-16 08:00,2", "2026-03-16 08:30,2")
    offers = tmp_path / "offers.parquet"
    said("shifts", requirement, "--zone", "Europe/Paris", "--out", offers, "--json")
    made = said("price", offers, "--asked", 40, "--floor", 14, "--cap", 40, "--zone", "Europe/Paris", "--json")
    assert made["shifts"][0]["start"] == "2026-03-16T08:00:00+01:00"
    assert json.dumps(made)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "/etc/passwd"])
def test_an_unknown_zone_gets_one_line_from_every_command(tmp_path, zone):
    stamps = ["2026-03-16 08:00", "2026-03-16 08:30"]
    path = written(tmp_path / "week.csv", "timestamp,contacts,aht_seconds,seats,minutes,experts", *[f"{stamp},12,240,3,60,3" for stamp in stamps])
    aware = written(tmp_path / "aware.csv", "timestamp,contacts,aht_seconds,seats,minutes,experts", *[f"{stamp}Z,12,240,3,60,3" for stamp in stamps])
    log = written(tmp_path / "log.csv", "arrived,waited_seconds,abandoned,handle_seconds,server", "2026-03-16T08:00:00Z,5,0,60,ann")
    people = written(tmp_path / "people.csv", "person,skills", "Ada,")
    pay = ("--asked", 4, "--floor", 14, "--cap", 40)
    for file in (path, aware):
        for command in (
            ("staff", file), ("shifts", file), ("price", file, *pay), ("caps", file, "--pay-per-contact", 2, "--promised", 12),
            ("scenario", file, file, "--out", tmp_path / "out.toml"), ("roster", people, file), ("forecast", file), ("evaluate", "forecast", file),
        ):  # fmt: skip
            assert f"expected an IANA zone such as Europe/Paris, got {zone!r}" in refused(*command, "--zone", zone)
    assert "expected an IANA zone" in refused("simulate", "--fit", log, "--zone", zone)


def test_a_path_that_cannot_be_written_gets_one_line_and_leaves_nothing(tmp_path):
    (tmp_path / "need.csv").mkdir()
    (tmp_path / "out.toml").mkdir()
    forecast, shifts = week(tmp_path / "week.csv", "calls"), plan(tmp_path / "plan.csv", "calls")
    assert f"{tmp_path / 'need.csv'}: cannot be written" in refused("staff", forecast, "--out", tmp_path / "need.csv")
    assert f"{tmp_path / 'out.toml'}: cannot be written" in refused("scenario", forecast, shifts, "--out", tmp_path / "out.toml")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["need.csv", "out.toml", "plan.csv", "week.csv"]
