"""Deferred work from the command line: hours are hours, closed ones named, deadlines met, idle time shared."""

import numpy as np

from tests.cli.science.test_files import refused, said


def forecast(path, queues, heading="timestamp,queue,contacts,aht_seconds"):
    path.write_text("\n".join([heading, *queues]) + "\n")
    return path


def email(slots, contacts=2, queue="email", aht=270):
    return [f"2026-03-{16 + day} {hour:02d}:{minute:02d},{queue},{contacts},{aht}" for day, hour, minute in slots]


def hours(days, begin, end):
    return [(day, hour, minute) for day in range(days) for hour in range(begin, end) for minute in (0, 30)]


def staffed(*arguments):
    return said("staff", *arguments, "--json")["requirement"]


def test_every_deadline_is_met_by_people_who_work_on_what_has_come(tmp_path):
    rows = staffed(forecast(tmp_path / "mail.csv", email(hours(1, 8, 12))), "--due", "30min")
    done = 0.0
    for place, row in enumerate(rows):
        done += min(row["experts"] * 1800, 540 * (place + 1) - done)
        assert done >= 540 * place - 1e-6  # what came half an hour ago is done
    assert sum(row["experts"] for row in rows) == 4
    assert [row["occupancy"] for row in rows if row["experts"]] == [0.6] * 4


def test_a_due_time_counts_hours_and_not_rows(tmp_path):
    open_only = forecast(tmp_path / "mail.csv", email(hours(3, 8, 12)))
    rows = staffed(open_only, "--due", "24h")
    first, second = (sum(row["experts"] for row in rows if f"03-{day}" in row["timestamp"]) for day in (16, 17))
    assert (first + second) * 1800 >= 540 * 8  # the first day's work is done by the second day's end, not by the third's
    by_day = [f"{row},1" for row in email(hours(3, 8, 12))] + [f"{row},0" for row in email([*hours(3, 0, 8), *hours(3, 12, 24)], contacts=0)]
    named = staffed(forecast(tmp_path / "named.csv", by_day, "timestamp,queue,contacts,aht_seconds,open"), "--due", "24h")
    assert sum(row["experts"] for row in named) == sum(row["experts"] for row in rows)  # rows that say closed are as no rows
    assert not any(row["experts"] for row in named if not row["open"])


def test_closed_hours_that_make_a_deadline_impossible_are_named(tmp_path):
    heading = "timestamp,queue,contacts,aht_seconds,open"
    rows = ["2026-03-16 17:00,email,4,300,1", "2026-03-16 17:30,email,4,300,1", "2026-03-16 18:00,email,4,300,0", "2026-03-16 18:30,email,0,300,0"]
    path = forecast(tmp_path / "mail.csv", [*rows, "2026-03-16 19:00,email,0,300,0", "2026-03-16 19:30,email,0,300,1"], heading)
    line = refused("staff", path, "--due", "email=1h")
    assert "mail.csv: work of email that comes at 2026-03-16T18:00:00 UTC is due in the interval of 2026-03-16T19:00:00 UTC" in line
    made = staffed(path, "--due", "email=2h")
    assert not any(row["experts"] for row in made if not row["open"])
    assert [row["open"] for row in made] == [1, 1, 0, 0, 0, 1]
    assert "line 4, column open: expected no contacts of a live queue while closed" in refused("staff", path)


def test_idle_time_that_one_deferred_queue_leaves_is_the_next_ones(tmp_path):
    slots = hours(1, 8, 18)
    live = [f"2026-03-16 {hour:02d}:{minute:02d},calls,60,240" for _, hour, minute in slots]
    little = [*live, *email(slots, contacts=0.01), *email(slots, contacts=1, queue="cases")]
    path = forecast(tmp_path / "mixed.csv", little)
    options = (path, "--patience", 120, "--use-idle", 0.5)
    both = staffed(*options, "--due", "email=4h,cases=4h")
    assert sum(row["experts"] for row in both if row["queue"] == "cases") == 0
    calls = np.array([row["experts"] * (1 - row["occupancy"]) for row in both if row["queue"] == "calls"])
    assert 0.5 * calls.sum() * 1800 > 20 * 270  # there is idle time enough for all of it
