"""`tandem erlang`: one interval, at once."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.queuestaffing import Patience
from tandem.cli.science.refusing import refuse, refuse_idle, refusing
from tandem.cli.science.targets import (
    Definition,
    MaxAbandon,
    MaxAsa,
    MaxOccupancy,
    PatienceSeconds,
    Shrinkage,
    Wait,
    Waits,
    definition_named,
    parse_target,
    targets_of,
)

if TYPE_CHECKING:
    from tandem.core.orchestration.staffing import Service


_OF_WAITING = ("target", "wait", "max_asa", "max_occupancy", "within", "definition", "patience", "waits")
_TARGETS = ("max_abandon", "max_occupancy", "wait", "max_asa")  # --target says the seconds of the service level beside --experts too


def erlang(
    context: typer.Context,
    contacts: Annotated[float, typer.Option(help="Contacts that come in the interval.")],
    aht: Annotated[float, typer.Option(help="Mean handle time in seconds.")],
    per: Annotated[str, typer.Option(help="The interval, such as 30min.")] = "30min",
    patience: PatienceSeconds = None,
    experts: Annotated[int | None, typer.Option(help="Experts at work: what do they achieve?")] = None,
    target: Annotated[str, typer.Option(help="Service level such as 80/20: how many experts?")] = "",
    definition: Definition = "offered",
    within: Annotated[float | None, typer.Option(help="Seconds of the service level when --experts is given.")] = None,
    max_abandon: MaxAbandon = None,
    max_occupancy: MaxOccupancy = None,
    wait: Wait = "",
    max_asa: MaxAsa = None,
    waits: Waits = None,
    lost: Annotated[bool, typer.Option("--lost", help="Nobody waits: who finds all busy is lost (Erlang B).")] = False,
    shrinkage: Shrinkage = 0.0,
    json_: Json = False,
) -> None:
    """Erlang C, A with patience, or B with --lost: what experts achieve, or the fewest that meet the targets.

    Example: tandem erlang --contacts 360 --per 30min --aht 240 --patience 120 --target 80/20
    """
    from tandem.core.kit.intervals import parse_duration
    from tandem.core.orchestration.staffing import experts_for, service_of, with_shrinkage

    if experts is not None:
        refuse_idle(context, _TARGETS, "beside --experts, which are given")
        if experts < 0:
            refuse("--experts", f"expected a whole number of at least 0, got {experts}")
    if lost:
        refuse_idle(context, _OF_WAITING, "beside --lost: nobody waits")
        _emit_lost(contacts, aht, per, experts, max_abandon=max_abandon, shrinkage=shrinkage, as_json=json_)
        return
    with refusing():
        patient = Patience.of(patience, waits)
        curve, mean = patient.curve, None if patient.curve is not None else patient.mean_seconds
        rate = contacts / parse_duration(per)
        seconds = within if within is not None else (parse_target(target)[1] if target else 20.0)
        if experts is None:
            targets = targets_of(target, definition=definition, max_abandon=max_abandon, max_occupancy=max_occupancy, wait=wait, max_asa=max_asa)
            experts = int(experts_for(rate, aht, targets, patience_seconds=mean, curve=curve)[0])
        got = service_of(
            rate,
            aht,
            experts,
            patience_seconds=mean,
            curve=curve,
            seconds=seconds,
            definition=definition_named(definition),
        )
        paid = int(with_shrinkage([experts], planned=shrinkage)[0])
    result = _told(got, experts, paid=paid, load=rate * aht, seconds=seconds, patient=patient)
    emit(result, as_json=json_, lines=_lines(result))


def _told(got: Service, experts: int, *, paid: int, load: float, seconds: float, patient: Patience) -> dict[str, Any]:
    """What is said of one interval, by the names that programs read."""
    return {
        "experts": experts,
        "paid_positions": paid,
        "offered_load": load,
        "p_wait": float(got.p_wait[0]),
        "service_level": float(got.service_level[0]),
        "service_level_seconds": seconds,
        "service_level_definition": got.definition.value,
        "asa_seconds": float(got.asa_seconds[0]),
        "mean_wait_seconds": float(got.mean_wait_seconds[0]),
        "abandon": float(got.abandon[0]),
        "occupancy": float(got.occupancy[0]),
        "mean_queue": float(got.mean_queue[0]),
        "model": "M/M/n+G" if patient.curve is not None else "Erlang C" if patient.mean_seconds is None else "Erlang A",
        "patience": patient.found,
    }


def _emit_lost(contacts: float, aht: float, per: str, experts: int | None, *, max_abandon: float | None, shrinkage: float, as_json: bool) -> None:
    from tandem.core.kit.intervals import parse_duration
    from tandem.core.orchestration.staffing import with_shrinkage
    from tandem.core.orchestration.staffing.erlang import fewest_for_loss, loss
    from tandem.core.orchestration.staffing.searching import MOST_EXPERTS

    with refusing():
        if not contacts >= 0 or not aht > 0:
            raise ValueError("contacts are never below zero, a handle time is above zero seconds")
        load = contacts * aht / parse_duration(per)
        if experts is None and not (max_abandon and 0 < max_abandon < 1):
            raise ValueError("--lost needs --experts, or --max-abandon as the greatest share lost (above 0, below 1)")
        if experts is None and load * (1 - float(max_abandon or 0)) > MOST_EXPERTS:  # fewer serve less than that share
            raise ValueError(f"the target cannot be met with {MOST_EXPERTS:,} experts or fewer")
        number = experts if experts is not None else fewest_for_loss(load, float(max_abandon or 0))
        paid = int(with_shrinkage([number], planned=shrinkage)[0])
    blocked = loss(load, number) if load else 0.0
    result = {"experts": number, "paid_positions": paid, "offered_load": load, "p_wait": 0.0, "service_level": 1 - blocked,
              "service_level_seconds": 0.0, "service_level_definition": "served within t / offered", "asa_seconds": 0.0, "mean_wait_seconds": 0.0,
              "abandon": blocked, "occupancy": load * (1 - blocked) / max(number, 1), "mean_queue": 0.0, "model": "Erlang B", "patience": {}}  # fmt: skip
    emit(result, as_json=as_json, lines=_lines(result))


def _lines(result: dict[str, Any]) -> list[str]:
    rows = [
        ("experts", f"{result['experts']}"),
        ("paid positions", f"{result['paid_positions']}"),
        ("offered load", f"{result['offered_load']:.2f} Erlangs"),
        (f"service level ({result['service_level_seconds']:g} s)", f"{result['service_level']:.2%}"),
        ("waits", f"{result['p_wait']:.2%}"),
        ("mean wait, answered", f"{result['asa_seconds']:.2f} s"),
        ("mean wait, all", f"{result['mean_wait_seconds']:.2f} s"),
        ("gives up", f"{result['abandon']:.2%}"),
        ("occupancy", f"{result['occupancy']:.2%}"),
        ("mean queue", f"{result['mean_queue']:.2f}"),
    ]
    return [f"{result['model']}; service level is {result['service_level_definition']}", *aligned(rows)]
