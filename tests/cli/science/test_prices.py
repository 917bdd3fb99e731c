"""Prices and caps from files: pay for every shift, lead times, standing pay, and what bad input gets."""

import csv

import pytest

from tests.cli.science.test_files import refused, said

SHIFTS = """queue,start,minutes,seats
calls,2026-03-16T08:00:00+00:00,120,3
calls,2026-03-16T12:00:00+00:00,240,8
calls,2026-03-21T22:00:00+00:00,120,3
"""
OPTIONS = ("--asked", 40, "--floor", 14, "--cap", 40)


@pytest.fixture
def shifts(tmp_path):
    path = tmp_path / "shifts.csv"
    path.write_text(SHIFTS)
    return path


def rows(path):
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.mark.proves("R9")
def test_every_shift_of_a_file_gets_its_pay_and_its_reason(shifts, tmp_path):
    out, chart = tmp_path / "priced.csv", tmp_path / "priced.svg"
    made = said("price", shifts, *OPTIONS, "--now", "2026-03-15T08:00", "--out", out, "--chart", chart, "--json")
    priced = rows(out)
    pay = [float(row["hourly_pay"]) for row in priced]
    assert [row["start"] for row in priced] == [row["start"] for row in rows(shifts)]
    assert pay[1] > pay[0]  # more seats
    assert all("experts may be asked" in row["reason"] for row in priced)
    assert made["cost"] == pytest.approx(3 * 2 * pay[0] + 8 * 4 * pay[1] + 3 * 2 * pay[2])
    assert chart.read_text().startswith("<svg")


def test_a_shorter_lead_time_pays_more(shifts):
    late = said("price", shifts, *OPTIONS, "--lead", "1h", "--json")["shifts"]
    early = said("price", shifts, *OPTIONS, "--lead", "72h", "--json")["shifts"]
    assert all(a["hourly_pay"] >= b["hourly_pay"] for a, b in zip(late, early, strict=True))
    assert any(a["hourly_pay"] > b["hourly_pay"] for a, b in zip(late, early, strict=True))


def test_standing_pay_is_kept_within_the_calm_band_and_never_falls_under_a_claim(shifts):
    shifts.write_text("start,minutes,seats,claimed,hourly_pay\n2026-03-16T08:00:00Z,120,3,1,39\n")
    held = said("price", shifts, *OPTIONS, "--json")["shifts"][0]
    assert held["hourly_pay"] == 39
    assert "never falls" in held["reason"]
    free = said("price", "--need", 3, *OPTIONS, "--json")["hourly_pay"]
    near = said("price", "--need", 3, *OPTIONS, "--standing", free * 1.03, "--json")
    assert near["hourly_pay"] == pytest.approx(free * 1.03)
    assert "calm band" in near["reason"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2026-03-16T08:00:00Z,0,3,0,", "line 2, column minutes: expected a length above 0"),
        ("2026-03-16T08:00:00Z,60,3,4,", "line 2, column claimed: expected no more claimed than there are seats"),
        ("2026-03-16T08:00:00Z,60,-3,0,", "line 2, column seats: expected a finite number of at least 0"),
        ("2026-03-10T08:00:00Z,60,3,0,", "line 2, column start: expected a start after 2026-03-15"),
    ],
)
def test_bad_shifts_get_one_line(shifts, row, expected, tmp_path):
    shifts.write_text("start,minutes,seats,claimed,hourly_pay\n" + row + "\n")
    assert expected in refused("price", shifts, *OPTIONS, "--now", "2026-03-15", "--out", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
    assert "one of the two" in refused("price", *OPTIONS)
    assert "for a file of shifts" in refused("price", "--need", 3, *OPTIONS, "--out", tmp_path / "out.csv")


@pytest.mark.proves("R53")
def test_caps_keep_the_promised_minimum(tmp_path):
    need = tmp_path / "need.csv"
    need.write_text("timestamp,contacts,aht_seconds,seats\n2026-03-16 08:00,30,300,12\n2026-03-16 08:30,30,300,6\n2026-03-16 09:00,2,300,1\n")
    made = said("caps", need, "--pay-per-contact", 2, "--promised", 12, "--json")
    assert [row["cap"] for row in made["caps"]] == [10, 10, 0]  # 30 contacts x 2 / 10 seats / half an hour = 12
    assert [row["seats"] for row in made["caps"]] == [10, 6, 0]
    assert made["intervals_without_seat"] == 1
    assert made["intervals_capped"] == 2
    need.write_text("timestamp,contacts,aht_seconds,low80,median,high80\n2026-03-16 08:00,30,480,10,30,50\n2026-03-16 08:30,30,480,10,30,50\n")
    unsure = said("caps", need, "--pay-per-contact", 2, "--promised", 12, "--json")["caps"][0]["cap"]
    assert unsure < 10  # seats are full on good days only
    assert "above zero" in refused("caps", need, "--pay-per-contact", 0, "--promised", 12)
