"""What a named roster says: rows of shifts, what is short and why, hours of each person, and its picture."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.output import aligned
from tandem.cli.science.ruletexts import breaks_as_text

if TYPE_CHECKING:
    import polars as pl

    from tandem.core.kit.arrays import Floats
    from tandem.core.kit.intervals import Timeline
    from tandem.core.orchestration.rosters import Roster, RosterExpert, RosterRules

_SHOWN = 40  # rows printed; files hold all


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """A roster with what it was made from."""

    roster: Roster
    timeline: Timeline
    queues: tuple[str, ...]
    required: Floats
    experts: tuple[RosterExpert, ...]
    rules: RosterRules

    def minutes(self, slots: int) -> int:
        """Minutes of so many slots."""
        return slots * self.timeline.step_seconds // 60

    def hours(self, slots: float) -> float:
        """Hours of so many slots."""
        return slots * self.timeline.step_seconds / 3600


def shift_table(plan: NamedPlan) -> pl.DataFrame:
    """A row a shift: person, queue, start, end, minutes, breaks (+minutes after the start/minutes), paid, pay."""
    import polars as pl

    instants = replace(plan.timeline, length=plan.timeline.length + 1).instants()  # with the end of the last
    rows = [
        {
            "person": plan.experts[shift.expert].name,
            "queue": shift.skill,
            "start": instants[shift.start].item(),
            "end": instants[shift.end].item(),
            "minutes": plan.minutes(shift.length),
            "breaks": breaks_as_text(shift.breaks, plan.timeline.step_seconds),
            "paid_minutes": plan.minutes(plan.rules.paid_slots(shift.length)),
            "pay": plan.experts[shift.expert].pay * plan.rules.paid_slots(shift.length),
        }
        for shift in plan.roster.assignments
    ]
    kinds: dict[str, type[pl.DataType] | pl.DataType] = {
        "person": pl.String, "queue": pl.String, "start": pl.Datetime("us"), "end": pl.Datetime("us"), "minutes": pl.Int64,
        "breaks": pl.String, "paid_minutes": pl.Int64, "pay": pl.Float64,
    }  # fmt: skip
    table = pl.DataFrame(rows, schema=kinds)
    return table.with_columns(pl.col("start", "end").dt.replace_time_zone("UTC").dt.convert_time_zone(plan.timeline.zone))


def short_of(plan: NamedPlan) -> list[str]:
    """For each queue that is short: how much, which constraint binds, and where most."""
    from tandem.core.orchestration.rosters.binding import WORDS

    local = plan.timeline.local()
    return [
        f"{one.skill or 'in all'}: {plan.hours(one.slots):g} hours short, {WORDS[one.reason]} "
        f"(most at {str(local[one.worst])[:16].replace('T', ' ')}: {one.most:.0f} short)"
        for one in plan.roster.binding
    ]


def result_of(plan: NamedPlan, out: Path | None) -> dict[str, Any]:
    """The result with its keys."""
    import numpy as np

    made, table = plan.roster, shift_table(plan)
    stamps = _stamps(plan)
    unmet = [
        {"timestamp": stamps[slot], "queue": plan.queues[row], "required": int(np.ceil(plan.required[row, slot] - 1e-9)),
         "short": int(made.shortage[row, slot]), "binds": reason}
        for (row, slot), reason in sorted(made.reasons.items(), key=lambda entry: (entry[0][1], entry[0][0]))
    ]  # fmt: skip
    people = _people(plan)
    shares = np.array([one["share_of_limit"] for one in people])
    step = plan.timeline.step_seconds
    return {
        "cost": made.cost,
        "bound": made.bound,
        "gap": made.gap,
        "pay": float(table["pay"].sum()),
        "paid_hours": float(table["paid_minutes"].sum()) / 60,
        "required_hours": plan.hours(float(np.ceil(plan.required - 1e-9).sum())),
        "short_hours": plan.hours(float(made.shortage.sum())),
        "binding": [
            {"queue": one.skill, "short_hours": plan.hours(one.slots), "binds": one.reason, "most_short": int(one.most),
             "timestamp": stamps[one.worst], "held_back": dict(one.held)}
            for one in made.binding
        ],
        "unmet": unmet,
        "people": people,
        "hours_share": {"least": float(shares.min()), "mean": float(shares.mean()), "most": float(shares.max())},
        "worth_of_one_more": [
            {"queue": queue, "most_an_hour": float(made.worth[row].max() * 3600 / step), "timestamp": stamps[int(made.worth[row].argmax())]}
            for row, queue in enumerate(plan.queues)
        ],
        "file": None if out is None else str(out),
        "shifts": [] if out is not None else table.to_dicts(),
    }  # fmt: skip


def _people(plan: NamedPlan) -> list[dict[str, Any]]:
    paid = [0] * len(plan.experts)
    shifts = [0] * len(plan.experts)
    for shift in plan.roster.assignments:
        paid[shift.expert] += plan.rules.paid_slots(shift.length)
        shifts[shift.expert] += 1
    return [
        {"person": expert.name, "hours": plan.hours(paid[index]), "shifts": shifts[index], "share_of_limit": paid[index] / max(expert.most_slots, 1)}
        for index, expert in enumerate(plan.experts)
    ]


def _stamps(plan: NamedPlan) -> list[str]:
    import polars as pl

    times = pl.Series(plan.timeline.instants().astype("datetime64[us]")).dt.replace_time_zone("UTC")
    return [moment.isoformat() for moment in times.dt.convert_time_zone(plan.timeline.zone).to_list()]


def lines_of(plan: NamedPlan, result: dict[str, Any]) -> list[str]:
    """For people: figures, what is short, and the first shifts."""
    rows = [
        ("cost", f"{result['cost']:,.2f}"),
        ("no roster costs less than", f"{result['bound']:,.2f}"),
        ("gap", f"{result['gap']:.2%}"),
        ("paid hours", f"{result['paid_hours']:,.1f}"),
        ("required hours", f"{result['required_hours']:,.1f}"),
        ("hours short", f"{result['short_hours']:,.1f}"),
        ("shifts", f"{len(plan.roster.assignments):,}"),
        ("least and most of their hours", f"{result['hours_share']['least']:.0%} and {result['hours_share']['most']:.0%}"),
    ]
    lines = [*aligned(rows), *short_of(plan)]
    if result["file"]:
        return [*lines, f"written to {result['file']}"]
    shown = [
        (row["person"], row["queue"], row["start"].strftime("%Y-%m-%d %H:%M"), row["end"].strftime("%H:%M"), row["breaks"])
        for row in shift_table(plan).head(_SHOWN).iter_rows(named=True)
    ]
    lines += aligned([("person", "queue", "start", "end", "breaks"), *shown])
    more = len(plan.roster.assignments) - _SHOWN
    return [*lines, f"and {more} more; --out FILE.csv writes all"] if more > 0 else lines


def draw_roster(plan: NamedPlan, path: Path) -> None:
    """Required and rostered experts over time, and below them everybody's shifts."""
    import numpy as np
    import polars as pl

    from tandem.cli.science.charts import roster_chart, save_chart
    from tandem.core.orchestration.rosters import covered_by

    local = plan.timeline.local().astype("datetime64[us]")
    need = np.ceil(plan.required - 1e-9).sum(axis=0)
    covered = sum(covered_by(plan.roster.assignments, skill=queue, slots=plan.timeline.length) for queue in plan.queues)
    cover = pl.DataFrame({"time": local, "need": need, "covered": covered})
    save_chart(roster_chart(cover, _spells(plan), "Roster"), path)


def _spells(plan: NamedPlan) -> list[dict[str, Any]]:
    """Stretches of work between breaks: person, queue, start, end in local time, in the order of shifts."""
    local = replace(plan.timeline, length=plan.timeline.length + 1).local()
    spells = []
    for shift in plan.roster.assignments:
        edges = [0, *(edge for offset, length in shift.breaks for edge in (offset, offset + length)), shift.length]
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            spells.append(
                {
                    "person": plan.experts[shift.expert].name,
                    "queue": shift.skill,
                    "start": str(local[shift.start + begin]),
                    "end": str(local[shift.start + end]),
                }
            )
    return spells
