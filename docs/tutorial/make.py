"""Writes the files that the tutorial of docs/domain/orchestration.md starts from. All of it is made up, under one seed.

Run from this folder: python make.py
"""
# ruff: noqa: INP001 - a script beside its files, no package

from datetime import date, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
WEEKS, OPEN_HOUR, CLOSE_HOUR = 12, 8, 20
FIRST = date(2026, 1, 5)
WEEKDAY = {"billing": (1.25, 1.05, 1.0, 0.95, 1.0, 0.6), "returns": (1.35, 1.1, 0.95, 0.9, 0.9, 0.8)}
BUSIEST = {"billing": 34.0, "returns": 14.0}  # contacts in the busiest half-hour of an ordinary day
HANDLE = {"billing": 260.0, "returns": 330.0}


def history(chance: np.random.Generator) -> str:
    """Twelve weeks of contacts by half-hour: a day's level wanders, the first days of a month are busier."""
    lines = ["timestamp,queue,contacts,aht_seconds"]
    for queue, busiest in BUSIEST.items():
        level = 0.0
        for back in range(7 * WEEKS):
            day = FIRST + timedelta(days=back)
            level = 0.6 * level + chance.normal(0, 0.06)
            if day.weekday() == 6:
                continue
            pay_day = 1.25 if day.day <= 3 and queue == "billing" else 1.0
            for slot in range(2 * (CLOSE_HOUR - OPEN_HOUR)):
                hour = OPEN_HOUR + slot / 2
                shape = np.exp(-((hour - 10.5) ** 2) / 5) + 0.75 * np.exp(-((hour - 15.5) ** 2) / 7) + 0.15
                mean = busiest * WEEKDAY[queue][day.weekday()] * pay_day * shape * np.exp(level) * chance.gamma(60, 1 / 60)
                at = f"{day} {OPEN_HOUR + slot // 2:02d}:{slot % 2 * 30:02d}"
                lines.append(f"{at},{queue},{chance.poisson(mean)},{HANDLE[queue] * chance.gamma(400, 1 / 400):.0f}")
    return "\n".join(lines) + "\n"


def past_offers(chance: np.random.Generator) -> str:
    """Nine hundred offers of shifts and what became of them."""
    lines = ["hourly_pay,lead_hours,start_hour,weekend,length_hours,accepted_before,accepted"]
    for _ in range(900):
        pay, lead, hour = chance.uniform(14, 30), chance.exponential(36), chance.integers(16, 40) / 2
        weekend, length, before = int(chance.random() < 0.2), chance.choice([1.0, 2.0, 4.0]), chance.beta(2, 3)
        score = -0.6 + 3.2 * np.log(pay / 20) + 0.25 * (np.log1p(lead) - 3) - 0.5 * weekend - 0.1 * (length - 2) + 1.2 * (before - 0.5)
        lines.append(f"{pay:.2f},{lead:.1f},{hour:g},{weekend},{length:g},{before:.2f},{int(chance.random() < 1 / (1 + np.exp(-score)))}")
    return "\n".join(lines) + "\n"


def people(chance: np.random.Generator) -> str:
    """Forty people: who can do what, when they can work, and how much."""
    names = [
        "Ada", "Amir", "Anna", "Bea", "Ben", "Cem", "Dana", "Dia", "Emil", "Eva", "Finn", "Gita", "Gus", "Hana", "Hao", "Ida", "Ines",
        "Jan", "Jon", "Kaja", "Kim", "Lea", "Leo", "Lin", "Maja", "Mia", "Nils", "Noor", "Olga", "Omar", "Pia", "Rosa", "Sam", "Tom",
        "Ulla", "Vera", "Wim", "Yara", "Zeno", "Zoe",
    ]  # fmt: skip
    windows = ("Mon-Sat 08:00-14:00", "Mon-Fri 08:00-16:00", "Mon-Sat 10:00-20:00", "Mon-Fri 12:00-20:00; Sat 08:00-20:00", "Mon-Sat 08:00-20:00")
    lines = ["person,skills,available,max_hours,hourly,avoids"]
    for number, name in enumerate(names):
        skills = ("billing", "returns", "billing returns")[number % 3 if number % 2 else 0]
        avoids = "Sat 08:00-20:00" if chance.random() < 0.3 else ""
        lines.append(f"{name},{skills},{windows[number % 5]},{chance.choice([24, 32, 38])},{chance.choice([16, 17, 18])},{avoids}")
    return "\n".join(lines) + "\n"


def main() -> None:
    chance = np.random.default_rng(2026)
    for name, made in (("history", history), ("past_offers", past_offers), ("people", people)):
        (HERE / f"{name}.csv").write_text(made(chance))


if __name__ == "__main__":
    main()
