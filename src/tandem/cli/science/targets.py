"""Targets and staffing options as they are written on a command line."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tandem.core.orchestration.staffing import ServiceLevelDefinition, Targets

DEFINITIONS = ("offered", "served", "answered-or-left")

# the options of `tandem erlang` and `tandem staff` alike
Definition = Annotated[str, typer.Option(help=f"What the service level counts: {', '.join(DEFINITIONS)}.")]
PatienceSeconds = Annotated[float | None, typer.Option(help="Mean patience in seconds; without it nobody gives up (Erlang C).")]
MaxAbandon = Annotated[float | None, typer.Option(help="Greatest share that gives up, such as 0.05.")]
MaxOccupancy = Annotated[float | None, typer.Option(help="Greatest occupancy, such as 0.85.")]
Wait = Annotated[str, typer.Option(help="Wait percentile such as 90/60: 90 % wait at most 60 s.")]
MaxAsa = Annotated[float | None, typer.Option(help="Greatest mean wait in seconds.")]
Waits = Annotated[Path | None, typer.Option(help="Log of contacts: patience is estimated from its waits (M/M/n+G).")]
Shrinkage = Annotated[float, typer.Option(help="Share of paid time away from work, such as 0.3.")]


def definition_named(name: str) -> ServiceLevelDefinition:
    """The service-level definition of that short name. Raises ValueError when there is none."""
    from tandem.core.orchestration.staffing import ServiceLevelDefinition

    known = dict(zip(DEFINITIONS, ServiceLevelDefinition, strict=True))
    if name not in known:
        raise ValueError(f"expected a service-level definition of {', '.join(DEFINITIONS)}, got {name!r}")
    return known[name]


def parse_target(text: str) -> tuple[float, float]:
    """Share and seconds of a service level such as 80/20. Raises ValueError for anything else."""
    share, _, seconds = text.partition("/")
    try:
        percent, limit = float(share), float(seconds)
    except ValueError:
        raise ValueError(f"expected a target such as 80/20 (percent / seconds), got {text!r}") from None
    if not 0 < percent < 100 or not 0 <= limit < math.inf:
        raise ValueError(f"expected a target between 0 and 100 percent within 0 seconds or more, got {text!r}")
    return percent / 100, limit


def targets_of(
    target: str,
    *,
    definition: str,
    max_abandon: float | None,
    max_occupancy: float | None,
    wait: str,
    max_asa: float | None,
) -> Targets:
    """All targets together. Raises ValueError when there is none or one cannot be."""
    from tandem.core.orchestration.staffing import Targets

    level, seconds = parse_target(target) if target else (None, 20.0)
    share, limit = parse_target(wait) if wait else (None, 60.0)
    return Targets(
        service_level=level,
        seconds=seconds,
        definition=definition_named(definition),
        wait_share=None if share is None else 1 - share,
        wait_seconds=limit,
        abandon=max_abandon,
        occupancy=max_occupancy,
        mean_wait_seconds=max_asa,
    )


def offered_level(targets: Targets, what: str) -> float:
    """The service level of what is offered. Raises ValueError when the targets ask for more than that and abandonment."""
    from tandem.core.orchestration.staffing import ServiceLevelDefinition

    other = targets.wait_share or targets.occupancy or targets.mean_wait_seconds
    if targets.service_level is None or other or targets.definition is not ServiceLevelDefinition.SERVED_OVER_OFFERED:
        raise ValueError(f"{what} is staffed for a service level of what is offered, with --max-abandon if wanted")
    return targets.service_level
