"""Staffing from the command line: definitions told apart, targets alone and together, chat, deferred work, skills, patience."""

import csv

import numpy as np
import pytest

from tests.cli.science.test_files import refused, said

ONE = ("--contacts", 1440, "--per", "30min", "--aht", 60, "--patience", 120)  # 48 Erlangs: the survey's example


def erlang(*arguments):
    return said("erlang", *ONE, *arguments, "--json")


@pytest.mark.proves("R1")
def test_the_three_service_levels_are_told_apart():
    got = {name: erlang("--experts", 50, "--definition", name) for name in ("offered", "served", "answered-or-left")}
    assert round(got["offered"]["service_level"], 6) == 0.943019
    assert round(got["served"]["service_level"], 6) == 0.973100
    assert round(got["answered-or-left"]["service_level"], 6) == 0.972864  # 1 - P(W > 20 s), W the wait of all
    assert len({one["service_level_definition"] for one in got.values()}) == 3


def test_targets_hold_alone_and_together():
    alone = {
        "level": erlang("--target", "95/20"), "abandon": erlang("--max-abandon", 0.01), "occupancy": erlang("--max-occupancy", 0.85),
        "wait": erlang("--wait", "90/5"), "asa": erlang("--max-asa", 1),
    }  # fmt: skip
    counts = {name: one["experts"] for name, one in alone.items()}
    assert alone["level"]["service_level"] >= 0.95 > erlang("--experts", counts["level"] - 1)["service_level"]
    assert alone["abandon"]["abandon"] <= 0.01 < erlang("--experts", counts["abandon"] - 1)["abandon"]
    assert alone["occupancy"]["occupancy"] <= 0.85 < erlang("--experts", counts["occupancy"] - 1)["occupancy"]
    assert alone["asa"]["mean_wait_seconds"] <= 1 < erlang("--experts", counts["asa"] - 1)["mean_wait_seconds"]
    together = erlang("--target", "95/20", "--max-abandon", 0.01, "--max-occupancy", 0.85, "--wait", "90/5", "--max-asa", 1)
    assert together["experts"] == max(counts.values())
    assert "cannot be met" in refused("erlang", *ONE, "--target", "80/20", "--max-occupancy", 1e-9)


def test_erlang_b_loses_those_who_find_all_busy():
    got = said("erlang", "--contacts", 8, "--per", "1min", "--aht", 60, "--lost", "--experts", 10, "--json")
    assert round(got["abandon"], 8) == 0.12166106
    assert got["model"] == "Erlang B"
    assert said("erlang", "--contacts", 8, "--per", "1min", "--aht", 60, "--lost", "--max-abandon", 0.12, "--json")["experts"] == 11
    assert "--lost needs" in refused("erlang", "--contacts", 8, "--aht", 60, "--lost")


@pytest.fixture
def forecast(tmp_path):
    path = tmp_path / "week.csv"
    rows = ["timestamp,queue,contacts,aht_seconds,low80,median,high80"]
    for slot in range(20):
        for queue, size, aht in (("calls", 60, 240), ("chat", 40, 600), ("email", 20, 300)):
            mean = size * (1 + np.sin(slot / 20 * np.pi)) / 2
            rows.append(f"2026-03-16 {8 + slot // 2:02d}:{slot % 2 * 30:02d},{queue},{mean:.2f},{aht},{mean * 0.7:.2f},{mean:.2f},{mean * 1.3:.2f}")
    path.write_text("\n".join(rows) + "\n")
    return path


def staffed(*arguments):
    return said("staff", *arguments, "--json")["requirement"]


def total(rows, queue, what="experts"):
    return sum(row[what] for row in rows if row["queue"] == queue)


@pytest.mark.proves("R1", "R2")
def test_quantile_shrinkage_show_up_and_carried_load_change_the_answer_the_right_way(forecast):
    options = (forecast, "--patience", 120)
    plain = staffed(*options)
    assert total(staffed(*options, "--quantile", 0.9), "calls") > total(plain, "calls") > total(staffed(*options, "--quantile", 0.1), "calls")
    shrunk = staffed(*options, "--shrinkage", 0.3)
    assert all(row["paid_positions"] == int(np.ceil(row["experts"] / 0.7 - 1e-9)) for row in shrunk)
    unsure = staffed(*options, "--show-up", 0.8, "--confidence", 0.9)
    assert all(row["seats"] > row["experts"] for row in unsure)
    flat = staffed(*options, "--no-carry-over")
    rising = [row["queue"] == "chat" for row in plain]
    assert any(a["experts"] < b["experts"] for a, b, chat in zip(plain, flat, rising, strict=True) if chat)  # work in progress lags the arrivals


@pytest.mark.proves("R1")
def test_chat_experts_hold_several_conversations(forecast):
    one = staffed(forecast, "--patience", 120)
    three = staffed(forecast, "--patience", 120, "--concurrency", "chat=3", "--crowding", 0.3)
    assert 0.45 * total(one, "chat") < total(three, "chat") < 0.75 * total(one, "chat")  # three at 1.6 times the time: 1.9 times the pace
    assert total(three, "calls") == total(one, "calls")
    assert "--waits" in refused("staff", forecast, "--concurrency", "chat=3")
    assert "no queue 'sms'" in refused("staff", forecast, "--concurrency", "sms=3", "--patience", 60)
    assert "number of conversations" in refused("staff", forecast, "--concurrency", "chat=many", "--patience", 60)


def test_deferred_work_is_done_when_due_and_flat(forecast):
    now = staffed(forecast, "--patience", 120)
    later = staffed(forecast, "--patience", 120, "--due", "email=4h")
    email = [row["experts"] for row in later if row["queue"] == "email"]
    load = sum(row["contacts"] * 300 for row in later if row["queue"] == "email")
    arrived = np.cumsum([row["contacts"] * 300 for row in later if row["queue"] == "email"])
    worked = 0.0
    for place, experts in enumerate(email):
        worked += min(experts * 1800, arrived[place] - worked)  # nobody works on what has not come yet
        assert place < 8 or worked >= arrived[place - 8] - 1e-6  # four hours later what had come is done
    assert sum(email) * 1800 < load + 1800
    assert total(later, "email") < 0.8 * total(now, "email")
    idle = staffed(forecast, "--patience", 120, "--due", "email=4h", "--use-idle", 1.0)
    assert total(idle, "email") < total(later, "email")
    assert "due after an interval" in refused("staff", forecast, "--patience", 120, "--due", "email=10min")


@pytest.mark.proves("R3", "R4")
def test_groups_with_several_skills_are_verified_by_simulation(forecast, tmp_path):
    groups = tmp_path / "groups.csv"
    short = tmp_path / "short.csv"
    lines = forecast.read_text().splitlines()
    short.write_text("\n".join([lines[0], *[line for line in lines[1:13] if "email" not in line]]) + "\n")
    groups.write_text("group,queues,cost\ncalls,calls,1\nchat,chat,1\nboth,calls chat,1.05\n")
    rows = staffed(short, "--patience", 120, "--max-abandon", 0.08, "--groups", groups)
    assert {row["queue"] for row in rows} == {"calls", "chat", "both"}
    assert all(row["service_level"] >= 0.8 for row in rows)
    load = sum(float(row.split(",")[2]) * float(row.split(",")[3]) / 1800 for row in short.read_text().splitlines()[1:])
    assert sum(row["experts"] for row in rows) > 0.92 * load  # nobody is counted twice
    groups.write_text("group,queues\nboth,calls fax\n")
    assert "line 2, column queues: expected queues of the forecast" in refused("staff", short, "--patience", 120, "--groups", groups)


def test_patience_is_estimated_from_censored_waits(tmp_path):
    log = tmp_path / "log.csv"
    generator = np.random.default_rng(7)
    patience, offered = generator.exponential(120, 4000), generator.exponential(40, 4000)
    with log.open("w") as file:
        out = csv.writer(file)
        out.writerow(["arrived", "waited_seconds", "abandoned", "handle_seconds", "server"])
        for row, (patient, wait) in enumerate(zip(patience, offered, strict=True)):
            left = patient < wait
            moment = np.datetime64("2026-01-05T08:00:00") + np.timedelta64(row * 20, "s")
            out.writerow([moment, f"{min(patient, wait):.1f}", int(left), 0 if left else 60, "" if left else row % 40])
    got = said("erlang", "--contacts", 1440, "--per", "30min", "--aht", 60, "--waits", log, "--experts", 50, "--json")
    assert got["model"] == "M/M/n+G"
    assert abs(got["patience"][str(log)]["mean_seconds"] - 120) < 6
    assert abs(got["abandon"] - 0.030912) < 0.003
    assert "one of the two" in refused("erlang", "--contacts", 9, "--aht", 60, "--waits", log, "--patience", 9, "--experts", 3)
