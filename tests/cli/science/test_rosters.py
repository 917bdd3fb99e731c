"""Rosters and shifts from files: who works when, what stays short and why, and what bad input gets."""

import csv
import json

import pytest

from tests.cli.science.test_files import refused, said

NEED = "timestamp,queue,experts\n" + "".join(
    f"2026-03-{day} {hour:02d}:{minute:02d},{queue},{experts}\n"
    for day in (16, 17, 18)
    for queue, experts in (("sales", 2), ("tech", 1))
    for hour in range(8, 16)
    for minute in (0, 30)
)
PEOPLE = """person,skills,available,max_hours,hourly,prefers,avoids,zone
Ada,sales tech,Mon-Fri 08:00-16:00,20,16,,,
Ben,sales,Mon-Tue 08:00-16:00,16,15,Mon 08:00-12:00,,
Cem,sales,daily 10:00-18:00,20,15,,,
Dia,tech,,24,15,,,
Eva,sales,Wed 08:00-16:00; 2026-03-16 08:00-12:00,20,15,,Wed 14:00-16:00,
"""
OPTIONS = ("--lengths", "2h,4h,6h", "--breaks", "30min@6h", "--shifts-a-day", 2, "--rounds", 60)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "need.csv").write_text(NEED)
    return tmp_path / "people.csv", tmp_path / "need.csv"


def rows(path):
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.mark.proves("R2", "R4", "R6")
def test_people_get_shifts_that_cover_the_requirement(files, tmp_path):
    out, chart = tmp_path / "roster.csv", tmp_path / "roster.svg"
    made = said("roster", *files, *OPTIONS, "--allow-short", "--out", out, "--chart", chart, "--json")
    assert {"cost", "bound", "gap", "pay", "unmet", "binding", "people", "worth_of_one_more", "shifts"} <= set(made)
    assert made["bound"] <= made["cost"]
    assert made["required_hours"] == 72.0
    shifts = rows(out)
    assert list(shifts[0]) == ["person", "queue", "start", "end", "minutes", "breaks", "paid_minutes", "pay"]
    assert sum(int(row["paid_minutes"]) for row in shifts) == made["paid_hours"] * 60
    assert all(row["queue"] == "tech" for row in shifts if row["person"] == "Dia")
    assert all(row["breaks"] for row in shifts if row["minutes"] == "360")
    assert not any(row["start"].startswith("2026-03-18") for row in shifts if row["person"] == "Ben")
    assert chart.read_text().startswith("<svg")
    hours = {one["person"]: one["hours"] for one in made["people"]}
    assert hours["Ben"] <= 16
    assert sum(hours.values()) == made["paid_hours"]


def test_what_stays_short_is_named_by_interval_and_by_what_binds(files):
    files[0].write_text("person,skills,max_hours\nAda,sales,24\n")
    made = said("roster", *files, "--lengths", "4h,8h", "--allow-short", "--json", "--rounds", 20)
    assert made["short_hours"] == 48.0
    assert {one["queue"]: one["binds"] for one in made["binding"]} == {"sales": "at work", "tech": "skill"}
    assert made["unmet"][0] == {"timestamp": "2026-03-16T08:00:00+00:00", "queue": "sales", "required": 2, "short": 1, "binds": "at work"}
    assert sum(one["short"] for one in made["unmet"]) == 96


def test_an_infeasible_roster_gets_one_line_and_nothing_is_written(files, tmp_path):
    people, _ = files
    people.write_text("person,skills,max_hours\nAda,sales,8\nDia,tech,24\nBen,sales,80\nCem,sales,80\n")
    line = refused("roster", *files, "--lengths", "4h,6h", "--out", tmp_path / "out.csv", "--chart", tmp_path / "out.svg", "--rounds", 20)
    assert "no roster found covers" in line
    assert "tech: 6 hours short, rest, gaps or shifts a day hold the others back" in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["need.csv", "people.csv"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_locked_shifts_stay_and_the_rest_is_made_anew(files, tmp_path, kind):
    first, part, again = tmp_path / f"first.{kind}", tmp_path / "part.csv", tmp_path / "again.csv"
    said("roster", *files, *OPTIONS, "--allow-short", "--out", first, "--zone", "Europe/Paris", "--json")
    if kind == "parquet":
        import polars as pl

        pl.read_parquet(first).filter(pl.col("person") != "Cem").write_csv(part, datetime_format="%Y-%m-%dT%H:%M:%S%:z")
    else:
        part.write_text("".join(line for line in first.read_text().splitlines(keepends=True) if not line.startswith("Cem")))
    said("roster", *files, *OPTIONS, "--allow-short", "--locked", part, "--out", again, "--zone", "Europe/Paris", "--json")
    kept = {(row["person"], row["start"], row["minutes"], row["breaks"]) for row in rows(part)}
    assert kept <= {(row["person"], row["start"], row["minutes"], row["breaks"]) for row in rows(again)}


def test_availability_is_read_on_the_clock_of_the_person(files):
    people, need = files
    need.write_text("timestamp,experts\n" + "".join(f"2026-03-16 {hour:02d}:00,{int(13 <= hour < 17)}\n" for hour in range(24)))
    people.write_text("person,available,zone\nAda,daily 09:00-13:00,America/New_York\n")
    made = said("roster", *files, "--lengths", "4h", "--zone", "UTC", "--json", "--rounds", 5)
    assert [shift["start"] for shift in made["shifts"]] == ["2026-03-16T13:00:00+00:00"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("Ben,", "Ada,"), "people.csv, line 3, column person: Ada stands here twice"),
        (("Ben,sales", "Ben,"), "line 3, column skills: expected one skill or more"),
        (("daily 10:00-18:00", "always"), "line 4, column available: expected windows such as Mon-Fri 08:00-18:00"),
        (("daily 10:00-18:00", "Foo 10:00-18:00"), "line 4, column available: expected days such as Mon, Mon-Fri or daily"),
        (("daily 10:00-18:00", "2026-02-31 10:00-18:00"), "line 4, column available: expected a date"),
        (("daily 10:00-18:00", "10:00-25:00"), "line 4, column available: expected times from 00:00 to 24:00"),
        ((",16,15,Mon", ",much,15,Mon"), "line 3, column max_hours: expected a number, got 'much'"),
        ((",20,15,,,\nDia", ",20,15,,,Mars/Base\nDia"), "line 4, column zone: expected an IANA zone"),
    ],
)
def test_bad_people_get_one_line_with_the_place(files, tmp_path, change, expected):
    people, _ = files
    people.write_text(PEOPLE.replace(*change))
    assert expected in refused("roster", *files, "--out", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Zoe,sales,2026-03-16T08:00:00Z,120,", "line 2, column person: expected a person of the people file, got 'Zoe'"),
        ("Ada,chat,2026-03-16T08:00:00Z,120,", "line 2, column queue: expected a queue of the requirement (sales, tech), got 'chat'"),
        ("Ada,sales,2026-03-16T08:10:00Z,120,", "line 2, column start: expected a shift on intervals of 30 minutes"),
        ("Ada,sales,2026-03-20T08:00:00Z,120,", "line 2, column start: expected a shift within the requirement's times"),
        ("Ada,sales,2026-03-16T08:00:00Z,120,noon", "line 2, column breaks: expected breaks such as +120/30"),
        ("Dia,sales,2026-03-16T08:00:00Z,120,", "no roster keeps the locked shifts: Dia: no skill or not available"),
        ("Ada,sales,2026-03-16T08:00:00Z,120,\nAda,sales,2026-03-16T10:30:00Z,120,", "less than 2 slots of gap"),
    ],
)
def test_locked_shifts_that_cannot_be_get_one_line(files, tmp_path, row, expected):
    locked = tmp_path / "locked.csv"
    locked.write_text("person,queue,start,minutes,breaks\n" + row + "\n")
    assert expected in refused("roster", *files, *OPTIONS, "--locked", locked)


def test_rules_that_do_not_fit_get_one_line(files):
    assert "a shift of 45min does not fit intervals of 30 minutes" in refused("roster", *files, "--lengths", "45min")
    assert "expected a break such as 30min@6h" in refused("roster", *files, "--breaks", "30min")
    assert "do not fit into it" in refused("roster", *files, "--lengths", "2h", "--breaks", "2h@2h")
    assert "two intervals" in refused("roster", *_changed(files, "2026-03-16 09:30,tech", "2026-03-16 09:15,tech"))


def _changed(files, old, new):
    people, need = files
    need.write_text(NEED.replace(old, new))
    return people, need


def test_shifts_have_breaks_keep_locked_ones_and_say_what_one_more_is_worth(files, tmp_path):
    _, need = files
    offers, worth = tmp_path / "offers.csv", tmp_path / "worth.csv"
    plan = said("shifts", need, "--lengths", "2h,8h", "--breaks", "30min@8h", "--fixed", 1, "--out", offers, "--worth", worth, "--json")
    long = [row for row in rows(offers) if row["minutes"] == "480"]
    assert long
    assert all(row["breaks"].endswith("/30") for row in long)
    assert plan["gap"] <= 1e-4
    duals = rows(worth)
    assert len(duals) == 3 * 16 * 2 + 2 * 32 * 2  # closed nights lie in between
    assert sum(float(row["worth"]) * float(row["required"]) for row in duals) <= plan["cost"] + 1e-6
    locked = tmp_path / "locked.csv"
    locked.write_text("queue,start,minutes,breaks,seats,cost\nsales,2026-03-16T08:00:00Z,480,,2,0\n")
    less = said("shifts", need, "--lengths", "4h,6h", "--locked", locked, "--json")
    assert not any(row["queue"] == "sales" and row["start"].startswith("2026-03-16") for row in less["shifts"])
    locked.write_text("queue,start,minutes,seats\nchat,2026-03-16T08:00:00Z,480,2\n")
    assert "line 2, column start: there is no queue 'chat'" in refused("shifts", need, "--lengths", "4h", "--locked", locked)


def test_the_same_roster_again_and_help_with_an_example(files):
    one = said("roster", *files, *OPTIONS, "--allow-short", "--json")
    assert one == said("roster", *files, *OPTIONS, "--allow-short", "--json")
    assert json.dumps(one["shifts"])
