"""Calibration of the twin from a per-contact log, in Tandem's own columns or in those of the Technion's bank
data.
"""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.refusing import check_scenario, refuse, refusing
from tandem.cli.science.tables import check_zone, column_named, moments, numbers, read_table
from tandem.cli.science.writing import write_text

if TYPE_CHECKING:
    import polars as pl

    from tandem.cli.science.scenarios import Scenario
    from tandem.core.orchestration.twin.fit import ContactLog, FittedService

_TARGET_SECONDS = 20.0  # of the scenario that is written
UNKNOWN_PATIENCE = "unknown: nobody in the log gave up, so nobody does here; give --patience SECONDS to simulate abandonment"
_TECHNION = {"q_start", "q_time", "outcome", "ser_time", "server", "date", "vru_exit"}


def calibrated(path: Path, *, interval: str, zone: str, patience: float | None, save: Path | None) -> tuple[Scenario, dict[str, Any]]:
    """A scenario fitted to a log, and what was found; `patience` in seconds goes before what the log says."""
    from tandem.cli.science.plainqueues import scenario_text
    from tandem.cli.science.scenarios import read_scenario
    from tandem.core.kit.intervals import parse_duration
    from tandem.core.orchestration.twin.fit import fit_service

    check_scenario(save)
    if patience is not None and not patience > 0:
        refuse("--patience", "expected seconds above 0")
    log = read_log(path, zone=zone)
    with refusing():
        fitted = fit_service(log, interval_seconds=float(parse_duration(interval)))
    text = scenario_text(fitted, name=path.name.split(".")[0], patience=fitted.patience_seconds if patience is None else patience)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "calibrated.toml"
        draft.write_text(text, encoding="utf-8")
        plan = read_scenario(draft)
        if save is not None:
            write_text(text, save)
    return plan, _found(log, fitted, patience, save)


def _found(log: ContactLog, fitted: FittedService, patience: float | None, save: Path | None) -> dict[str, Any]:
    """What the log says, in the measures of the report, so that the two can be laid side by side."""
    answered = ~log.abandoned
    waits = log.waited_seconds
    used = fitted.patience_seconds if patience is None else patience
    source = "given" if patience is not None else "from the log" if used is not None else UNKNOWN_PATIENCE
    return {
        "contacts": int(log.day.size),
        "days": len(set(log.day.tolist())),
        "pattern": "a week from Monday" if fitted.weekly else "one mean day: under two weeks of log",
        "missing days": fitted.missing_days,
        "mean handle seconds": round(fitted.handle_seconds, 1),
        "handle cv": round(fitted.handle_cv, 3),
        "mean patience seconds": None if used is None else round(used, 1),
        "patience": source,
        "day cv": round(fitted.day_cv, 3),
        "slot cv": round(fitted.slot_cv, 3),
        "logged service level": round(float((answered & (waits <= _TARGET_SECONDS)).mean()), 4),
        "logged mean wait, answered": round(float(waits[answered].mean()), 2),
        "logged mean wait": round(float(waits.mean()), 2),
        "logged abandon": round(float(log.abandoned.mean()), 4),
        "saved": None if save is None else str(save),
    }


def read_log(path: Path, *, zone: str = "UTC") -> ContactLog:
    """A log of contacts, its days read in `zone`; refuses the first row that cannot be read."""
    import polars as pl

    check_zone(zone)
    if path.name.removesuffix(".gz").endswith(".tsv"):
        if not path.is_file():
            refuse(path, "there is no such file")
        try:
            table = pl.read_csv(path, separator="\t", infer_schema=False)
        except pl.exceptions.PolarsError as error:
            refuse(path, f"expected a tab-separated table ({str(error).splitlines()[0]})")
    else:
        table = read_table(path)
    if set(table.columns) >= _TECHNION:
        return technion_log(table, path)
    return _own_log(table, path, zone)


def _own_log(table: pl.DataFrame, path: Path, zone: str) -> ContactLog:
    import numpy as np

    from tandem.core.kit.intervals import local_times
    from tandem.core.orchestration.twin.fit import ContactLog

    arrived = local_times(moments(table, path, column_named(table, path, ("arrived", "timestamp")), zone=zone), zone)
    waited = numbers(table, path, column_named(table, path, ("waited_seconds",)))
    abandoned = numbers(table, path, column_named(table, path, ("abandoned",)))
    handle = numbers(table, path, column_named(table, path, ("handle_seconds",)), empty=True)
    server = table[column_named(table, path, ("server", "expert"))].cast(pl_string()).fill_null("")
    _, codes = np.unique(server.to_numpy().astype(str), return_inverse=True)
    day = arrived.astype("datetime64[D]")
    return ContactLog(
        day.astype(np.int64),
        (arrived - day.astype("datetime64[s]")).astype(np.float64),
        waited,
        abandoned > 0,
        np.nan_to_num(handle),
        np.where(abandoned > 0, -1, codes).astype(np.int64),
    )


def pl_string() -> Any:
    """The text type of polars."""
    import polars as pl

    return pl.String


def technion_log(table: pl.DataFrame, path: Path) -> ContactLog:
    """The anonymous bank's layout: calls that reached the queue or an agent; those lost in the menu are left
    out.
    """
    import numpy as np

    from tandem.core.orchestration.twin.fit import ContactLog

    waited = numbers(table, path, "q_time", least=None)
    handle = numbers(table, path, "ser_time", least=None)
    hung = (table["outcome"] == "HANG").to_numpy()
    served = (table["outcome"] == "AGENT").to_numpy() & (table["server"] != "NO_SERVER").to_numpy() & (handle > 0)
    queued = _clock(table["q_start"])
    begun = np.where(queued > 0, queued, _clock(table["vru_exit"]))
    keep = (served | (hung & (waited > 0))) & (waited >= 0)
    _, codes = np.unique(table["server"].to_numpy().astype(str), return_inverse=True)
    order = np.lexsort((begun[keep], _dates(table, path)[keep]))
    day = _dates(table, path).astype(np.int64)[keep][order]
    lost = hung[keep][order]
    return ContactLog(
        day,
        begun[keep][order],
        waited[keep][order],
        lost,
        np.where(lost, 0.0, handle[keep][order]),
        np.where(lost, -1, codes[keep][order]).astype(np.int64),
    )


def _dates(table: pl.DataFrame, path: Path) -> Any:
    """Days since 1970 of dates written YYMMDD."""
    import polars as pl

    dates = ("19" + table["date"].cast(pl.String)).str.to_date("%Y%m%d", strict=False)
    if dates.null_count():
        row = int(dates.is_null().arg_true()[0])
        refuse(path, f"expected a date as YYMMDD, got {table['date'][row]!r}", line=row + 2, column="date")
    return dates.cast(pl.Int32).to_numpy()


def _clock(column: pl.Series) -> Any:
    """Seconds of H:MM:SS."""
    import numpy as np
    import polars as pl

    parts = column.str.split_exact(":", 2).struct.unnest()
    hours, minutes, seconds = (parts[name].cast(pl.Float64, strict=False).fill_null(0.0).to_numpy() for name in parts.columns)
    return np.asarray(hours * 3600 + minutes * 60 + seconds)
