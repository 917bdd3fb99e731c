"""Staffing with people of several skills: groups from a file, every interval verified by simulation."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.cli.science.mapping import mapper_for, shown
from tandem.cli.science.refusing import refuse
from tandem.cli.science.tables import column_named, numbers, optional_column, read_table
from tandem.cli.science.targets import offered_level

if TYPE_CHECKING:
    import polars as pl

    from tandem.core.kit.arrays import Floats
    from tandem.core.orchestration.staffing import Targets
    from tandem.core.orchestration.staffing.multiskill import SkillGroup, SkillPlan

_CONTACTS = 5000  # simulated an interval: in a trial 20,000 gave the same numbers give or take one


@dataclass(frozen=True, slots=True)
class _Interval:
    """One interval to staff; a value, so that it travels to other processes."""

    rates: Floats
    handle: Floats
    groups: tuple[SkillGroup, ...]
    patience: float
    targets: Targets


def staffed_groups(table: pl.DataFrame, path: Path, *, step: float, targets: Targets, patience: float | None, workers: str, quiet: bool) -> pl.DataFrame:
    """Experts of each group an interval: `table` has timestamp, queue, contacts, aht_seconds, all in intervals of `step` seconds.

    A queue's service level is that of the worst of its replications' mean; nobody is counted for two queues at
    once. Raises ValueError when targets cannot be simulated.
    """
    import polars as pl

    if patience is None:
        raise ValueError("--groups needs --patience or --waits: the simulation lets customers give up")
    offered_level(targets, "--groups")
    queues = list(dict.fromkeys(table["queue"].to_list()))
    groups = _groups(path, queues)
    wide = table.pivot(on="queue", index="timestamp", values=["contacts", "aht_seconds"]).sort("timestamp")
    named = (lambda kind, queue: f"{kind}_{queue}") if len(queues) > 1 else (lambda kind, _: kind)
    if len(queues) == 1:
        wide = table.sort("timestamp")
    work = []
    for row in wide.iter_rows(named=True):
        rates = [(row[named("contacts", queue)] or 0.0) / step for queue in queues]
        handle = [row[named("aht_seconds", queue)] or 1.0 for queue in queues]
        work.append(_interval(rates, handle, groups, patience, targets))
    with mapper_for(workers, pieces=len(work)) as mapper:
        plans = list(shown(mapper, len(work), quiet=quiet)(_planned, work))
    rows = [
        {"timestamp": moment, "queue": group.name, "open": int(one.rates.sum() > 0), "experts": int(plan.experts[place]) if plan else 0,
         "service_level": min((level.mean for level in plan.service_level), default=1.0) if plan else 1.0,
         "abandon": max((loss.mean for loss in plan.abandon), default=0.0) if plan else 0.0}
        for moment, one, plan in zip(wide["timestamp"], work, plans, strict=True)
        for place, group in enumerate(groups)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"timestamp": wide.schema["timestamp"]})


def _interval(rates: list[float], handle: list[float], groups: tuple[SkillGroup, ...], patience: float, targets: Targets) -> _Interval:
    import numpy as np

    return _Interval(np.array(rates), np.array(handle), groups, patience, targets)


def _planned(one: _Interval) -> SkillPlan | None:
    import numpy as np

    from tandem.core.orchestration.staffing.multiskill import SkillDemand, plan_multiskill

    if one.rates.sum() <= 0:
        return None
    ones = np.ones(one.rates.size)
    level, lost = one.targets.service_level or 0.0, 1.0 if one.targets.abandon is None else one.targets.abandon
    demand = SkillDemand(one.rates, one.handle, ones * one.patience, ones * one.targets.seconds, ones * level, ones * lost)
    return plan_multiskill(demand, one.groups, seed=1, contacts=_CONTACTS)


def _groups(path: Path, queues: list[str]) -> tuple[SkillGroup, ...]:
    """Groups of a file: group, queues (separated by ; or spaces)[, cost]."""
    import numpy as np

    from tandem.core.orchestration.staffing.multiskill import SkillGroup

    table = read_table(path)
    name_column, queue_column = column_named(table, path, ("group", "name")), column_named(table, path, ("queues", "skills"))
    cost_column = optional_column(table, "cost")
    costs = numbers(table, path, cost_column) if cost_column else np.ones(table.height)
    groups = []
    for row, cells in enumerate(table.iter_rows(named=True)):
        text = str(cells[queue_column] or "")
        own = [part.strip() for part in (text.split(";") if ";" in text or text.strip() in queues else text.split()) if part.strip()]
        unknown = [name for name in own if name not in queues]
        if unknown or not own:
            refuse(path, f"expected queues of the forecast ({', '.join(queues)}), got {text!r}", line=row + 2, column=queue_column)
        groups.append(SkillGroup(str(cells[name_column]), tuple(queues.index(name) for name in own), float(costs[row])))
    return tuple(groups)
