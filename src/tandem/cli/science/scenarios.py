"""Scenarios of the twin: read from TOML, every key checked, and written from a calibration."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.plainqueues import plain_queue
from tandem.cli.science.refusing import refuse
from tandem.cli.science.scenariokeys import POOL, QUEUE, ROUTING, TO_EXPERT, TO_KIND, TOP
from tandem.cli.science.targets import parse_target

if TYPE_CHECKING:
    from tandem.core.orchestration.twin.pay import PayTerms
    from tandem.core.orchestration.twin.queue import QueueModel
    from tandem.core.orchestration.twin.world import World


@dataclass(frozen=True, slots=True)
class Scenario:
    """A checked scenario: the world, pay terms, and how to run it."""

    world: World
    terms: PayTerms
    cycles: float
    warm_cycles: int
    replications: int
    seed: int
    queue: QueueModel | None = None
    """The same as one plain queue, when it is no more than that: simulated several times faster."""


def read_scenario(path: Path) -> Scenario:
    """Read and check. Refuses unknown keys, wrong types and figures out of range by name."""
    if not path.is_file():
        refuse(path, "there is no such file")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        refuse(path, f"expected TOML: {error}")
    return _Reader(path).scenario(raw)


class _Reader:
    """Reads the parts of one file; holds its path for messages."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def scenario(self, raw: dict[str, Any]) -> Scenario:
        from tandem.core.kit.intervals import parse_duration
        from tandem.core.orchestration.twin.world import World

        self._known(raw, TOP, "the scenario")
        queues, pools = raw.get("queue", []), raw.get("pool", [])
        if not isinstance(queues, list) or not queues or not isinstance(pools, list) or not pools:
            refuse(self.path, "expected at least one [[queue]] and one [[pool]]")
        step = float(self._duration(raw.get("interval", "30min"), "interval", parse_duration))
        kinds, names = self._kinds(queues, step, parse_duration)
        experts, shifts, terms = self._experts(pools, queues, names, kinds.rates.shape[0], step)
        routing = self._routing(raw.get("routing", {}), experts, len(names), parse_duration)
        world = World(
            kinds,
            experts,
            shifts,
            routing,
            step,
            handle_cv=self._number(raw, "handle_cv", 1.0, "the scenario"),
            day_cv=self._number(raw, "day_cv", 0.0, "the scenario"),
            slot_cv=self._number(raw, "slot_cv", 0.0, "the scenario"),
            day_intervals=_day_intervals(kinds.rates.shape[0], step),
        )
        return Scenario(
            world,
            terms,
            self._number(raw, "cycles", 1.0, "the scenario", above=True),
            int(self._number(raw, "warm_cycles", 0, "the scenario")),
            int(self._number(raw, "replications", 20, "the scenario", above=True)),
            int(self._number(raw, "seed", 1, "the scenario")),
            plain_queue(world, queues, pools),
        )

    def _kinds(self, queues: list[Any], step: float, parse: Any) -> tuple[Any, list[str]]:
        import numpy as np

        from tandem.core.orchestration.twin.world import Kinds

        columns: dict[str, list[float]] = {key: [] for key in ("patience", "target", "deflected", "retry", "retry_after", "reopen", "reopen_after")}
        series, names = [], []
        for number, queue in enumerate(queues, start=1):
            where = f"[[queue]] {number}"
            self._known(queue, QUEUE, where)
            names.append(str(queue.get("name", f"queue {number}")))
            series.append(self._list(queue, "contacts", where))
            if self._number(queue, "aht_seconds", None, where, above=True) <= 0:
                refuse(self.path, f"{where}: expected aht_seconds above 0")
            columns["patience"].append(self._number(queue, "patience_seconds", 0.0, where))
            try:
                columns["target"].append(parse_target(str(queue.get("target", "80/20")))[1])
            except ValueError as error:
                refuse(self.path, f"{where}: {error}")
            for key in ("deflected", "retry", "reopen"):
                columns[key].append(self._share(queue, key, 0.0, where))
            columns["retry_after"].append(self._duration(queue.get("retry_after", "10min"), "retry_after", parse))
            columns["reopen_after"].append(self._duration(queue.get("reopen_after", "1d"), "reopen_after", parse))
        length = max(len(one) for one in series)
        if any(len(one) not in {1, length} for one in series):
            refuse(self.path, f"expected contacts of one figure or of {length} intervals in every [[queue]]")
        rates = np.array([one * (length // len(one)) for one in series], dtype=np.float64).T / step
        arrays = {key: np.array(values, dtype=np.float64) for key, values in columns.items()}
        return Kinds(
            rates,
            arrays["patience"],
            arrays["target"],
            arrays["deflected"],
            arrays["retry"],
            arrays["retry_after"],
            arrays["reopen"],
            arrays["reopen_after"],
            *self._assists(queues),
        ), names

    def _assists(self, queues: list[Any]) -> tuple[Any, Any, Any]:
        """Share assisted by the AI, its factor on handle time, and what it adds to the chance to resolve."""
        import numpy as np

        rows = []
        for number, queue in enumerate(queues, start=1):
            where, gain = f"[[queue]] {number}", queue.get("assist_resolves", 0.0)
            if isinstance(gain, bool) or not isinstance(gain, int | float) or not -1 <= gain <= 1:
                refuse(self.path, f"{where}: expected assist_resolves to be a number from -1 to 1, got {gain!r}")
            rows.append((self._share(queue, "assisted", 0.0, where), self._number(queue, "assist_aht_factor", 1.0, where, above=True), float(gain)))
        shares, factors, gains = np.array(rows).T.copy()
        return shares, factors, gains

    def _experts(self, pools: list[Any], queues: list[Any], names: list[str], intervals: int, step: float) -> tuple[Any, Any, Any]:
        import numpy as np

        from tandem.cli.science.shiftlists import PoolShifts
        from tandem.core.orchestration.twin.pay import PayTerms
        from tandem.core.orchestration.twin.world import Experts, Shifts

        aht = np.array([float(queue["aht_seconds"]) for queue in queues])
        handle: list[Any] = []
        resolves: list[Any] = []
        slots: list[int] = []
        pool_of: list[int] = []
        book = PoolShifts(self.path, intervals=intervals, step=step)
        for number, pool in enumerate(pools, start=1):
            where = f"[[pool]] {number}"
            self._known(pool, POOL, where)
            size = book.add(pool, where, first_expert=len(slots), show_up=self._share(pool, "show_up", 1.0, where))
            served = self._served(pool, names, where)
            able = np.array([name in served for name in names], dtype=np.float64)
            factor = self._number(pool, "aht_factor", 1.0, where, above=True)
            chance = self._share(pool, "resolves", 0.8, where)
            for _ in range(size):
                handle.append(aht * factor * able)
                resolves.append(np.full(len(names), chance))
                slots.append(int(self._number(pool, "concurrency", 1, where, above=True)))
                pool_of.append(number - 1)
        crowding = max(self._number(pool, "crowding", 0.3, "[[pool]]") for pool in pools)
        spread = max(self._share(pool, "resolve_spread", 0.0, "[[pool]]") for pool in pools)
        chances = np.array(resolves).T
        if spread > 0:  # hidden skill: fixed by the scenario, not by the seed, so that runs compare
            hidden = np.random.default_rng(20_260_101).standard_normal(chances.shape)
            chances = np.clip(chances + spread * hidden, 0.02, 0.98)
        experts = Experts(np.array(handle).T, chances, np.array(slots, dtype=np.int64), np.array(pool_of, dtype=np.int64), crowding)
        terms = PayTerms(
            *(np.array([self._number(pool, key, 0.0, "[[pool]]") for pool in pools]) for key in ("pay_per_contact", "guarantee_per_hour", "pay_per_hour"))
        )
        return experts, Shifts(*book.arrays()), terms

    def _served(self, pool: Any, names: list[str], where: str) -> list[str]:
        """The queues that a pool serves: those it names, else all."""
        served: list[str] = pool.get("queues", names)
        unknown = [one for one in served if one not in names]
        if unknown:
            refuse(self.path, f"{where}: queues names {unknown[0]!r}, expected some of {', '.join(names)}")
        return served

    def _routing(self, raw: dict[str, Any], experts: Any, queues: int, parse: Any) -> Any:
        import numpy as np

        from tandem.core.orchestration.matching.rules import PRICE_SHARE
        from tandem.core.orchestration.twin.world import Routing

        self._known(raw, ROUTING, "[routing]")
        rules = []
        for key, known in (("to_expert", TO_EXPERT), ("to_queue", TO_KIND)):
            rule = str(raw.get(key, next(iter(known))))
            if rule not in known:
                refuse(self.path, f"[routing] {key}: expected one of {', '.join(known)}, got {rule!r}")
            rules.append(known[rule])
        weights = np.array(self._list(raw, "weights", "[routing]")) if "weights" in raw else np.ones(queues)
        if weights.size != queues:
            refuse(self.path, f"[routing] weights: expected {queues} figures, one a queue")
        pools = int(experts.pool.max()) + 1
        return Routing(
            rules[0],
            rules[1],
            scores=experts.resolves,
            prices=np.zeros(experts.slots.size),
            weights=weights,
            pool_share=np.full(pools, 1 / pools),
            dial=self._share(raw, "dial", 1.0, "[routing]"),
            floor_rate=self._share(raw, "floor_rate", 0.0, "[routing]"),
            floor_offers=self._number(raw, "floor_offers", 0.0, "[routing]"),
            price_share=self._share(raw, "price_share", PRICE_SHARE, "[routing]"),
            outcome_delay_seconds=float(self._duration(raw["outcome_delay"], "outcome_delay", parse)) if "outcome_delay" in raw else 0.0,
        )

    def _known(self, raw: Any, keys: set[str], where: str) -> None:
        if not isinstance(raw, dict):
            refuse(self.path, f"expected {where} to be a table")
        unknown = sorted(set(raw) - keys)
        if unknown:
            refuse(self.path, f"{where}: unknown key {unknown[0]}; known are {', '.join(sorted(keys))}")

    def _number(self, raw: dict[str, Any], key: str, default: float | None, where: str, *, above: bool = False) -> float:
        value = raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf or (above and value == 0):
            bound = "above 0" if above else "of at least 0"
            refuse(self.path, f"{where}: expected {key} to be a number {bound}, got {value!r}")
        return float(value)

    def _share(self, raw: dict[str, Any], key: str, default: float, where: str) -> float:
        value = self._number(raw, key, default, where)
        if value > 1:
            refuse(self.path, f"{where}: expected {key} to be a share from 0 to 1, got {value:g}")
        return value

    def _list(self, raw: dict[str, Any], key: str, where: str) -> list[float]:
        value = raw.get(key)
        values: list[Any] = value if isinstance(value, list) else [value]
        if not values or any(isinstance(one, bool) or not isinstance(one, int | float) or not 0 <= one < math.inf for one in values):
            refuse(
                self.path,
                f"{where}: expected {key} to be a number or a list of numbers from 0, got {value!r}",
            )
        return [float(one) for one in values]

    def _duration(self, value: Any, key: str, parse: Any) -> int:
        try:
            return int(parse(str(value)))
        except ValueError as error:
            refuse(self.path, f"{key}: {error}")


def _day_intervals(intervals: int, step: float) -> int:
    """Intervals a day when the cycle is made of several whole days, else 0: the cycle is the day."""
    day = 86_400 / step
    return int(day) if day == int(day) and intervals % int(day) == 0 else 0
