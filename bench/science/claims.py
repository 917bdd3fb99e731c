"""Claims of the field that a twin can try: paid time serving, surges cleared, cost of pay by task.

Assumptions that decide each are written beside it; change them here and run again.
"""

import numpy as np

from bench.science.timing import row
from tandem.core.orchestration.rosters import micro_shapes, plan_cover
from tandem.core.orchestration.staffing import Targets, experts_for
from tandem.core.orchestration.twin import queue as q
from tandem.core.orchestration.twin.queue import QueueModel, simulate_queue

DAY = 96
HANDLE, PATIENCE = 300.0, 180.0


def demand(peak: float) -> np.ndarray:
    """Contacts a second by quarter-hour of a day open from 8 to 20, with a morning and an afternoon peak."""
    hour = np.arange(DAY) / 4
    curve = np.exp(-((hour - 10.5) ** 2) / 4) + 0.8 * np.exp(-((hour - 15.5) ** 2) / 5) + 0.25
    return np.where((hour >= 8) & (hour < 20), peak * curve / curve.max() / HANDLE, 0.0)


def staffed(rates: np.ndarray, lengths: tuple[int, ...], need: np.ndarray) -> np.ndarray:
    shapes = micro_shapes(lengths, slot_minutes=15.0, hourly=4.0, fixed=0.01)
    return plan_cover(need, shapes, allowed=rates >= 0).covered.astype(np.int64)


def measured(rates: np.ndarray, experts: np.ndarray) -> tuple[float, float, float]:
    """Share of time at work serving, service level, share lost."""
    model = QueueModel(rates, experts, 900.0, HANDLE, PATIENCE, day_cv=0.07, slot_cv=0.05)
    tally = simulate_queue(model, cycles=200, seed=1).sum(axis=0)
    served = tally[q.BUSY] / (experts.sum() * 900.0 * 200)
    return served, tally[q.WITHIN] / tally[q.ARRIVED], tally[q.ABANDONED] / tally[q.ARRIVED]


def paid_time() -> None:
    print("\nPaid time serving: 90 against 65 %\n")
    row("busiest hour, Erlangs", "plan", "service level", "time at work serving", "paid time serving, by the hour", "by the task")
    row(*["---"] * 6)
    for peak in (10, 50, 200):
        rates = demand(peak)
        need = experts_for(rates, HANDLE, Targets(service_level=0.8, abandon=0.05), patience_seconds=PATIENCE).astype(float)
        for label, lengths, shrinkage in (("8-hour shifts, 20 % breaks and training paid", (32,), 0.2), ("micro-shifts of 30-240 min", (2, 4, 8, 16), 0.0)):
            experts = staffed(rates, lengths, need)
            share, level, _ = measured(rates, experts)
            row(peak, label, f"{level:.0%}", f"{share:.0%}", f"{share * (1 - shrinkage):.0%}", "100 % by definition" if not shrinkage else "-")


def surge(patience: float) -> None:
    print(f"\nA surge (twice the demand for an hour), patience {patience / 60:.0f} minutes: until the service level is back above 70 %\n")
    row("response", "lead time", "experts added", "minutes", "of the surge's end", "lost", "mean wait of all, s")
    row(*["---"] * 7)
    slots, hour = 288, 12  # of five minutes
    base = np.full(slots, 30 / HANDLE)
    base[10 * hour : 11 * hour] *= 2
    normal = int(experts_for(30 / HANDLE, HANDLE, Targets(service_level=0.8), patience_seconds=patience)[0])
    for label, lead, extra in (
        ("none", 0, 0),
        ("on-call staff", 60, 12),
        ("gig, 60 % of those asked come", 15, 24),
        ("gig, 30 % come", 15, 12),
        ("gig, asked an hour late", 75, 24),
    ):
        experts = np.full(slots, normal)
        experts[10 * hour + lead // 5 : 12 * hour] += extra
        tally = simulate_queue(QueueModel(base, experts, 300.0, HANDLE, patience), cycles=2000, seed=2)
        felt = tally[10 * hour : 16 * hour]
        bad = np.flatnonzero(felt[:, q.WITHIN] / felt[:, q.ARRIVED] < 0.7)
        last = 0 if not bad.size else int(bad[-1] + 1) * 5
        wait = felt[:, q.WAIT_SUM].sum() / felt[:, q.ARRIVED].sum()
        lost = felt[:, q.ABANDONED].sum() / felt[:, q.ARRIVED].sum()
        row(label, f"{lead} min", extra, last, f"{last - 60:+d}", f"{lost:.1%}", f"{wait:.0f}")


def cost_of_task() -> None:
    print("\nCost of pay by task against pay by the hour, at the same service; hourly pay 18, task pay set so that a fully busy hour pays 22\n")
    row(
        "busiest hour, Erlangs",
        "by the hour",
        "by the task",
        "by the task, 15 an hour guaranteed",
        "pay an hour at work, by the task",
        "in the quietest quarter",
    )
    row(*["---"] * 6)
    for peak in (10, 50, 200):
        rates = demand(peak)
        need = experts_for(rates, HANDLE, Targets(service_level=0.8, abandon=0.05), patience_seconds=PATIENCE).astype(float)
        experts = staffed(rates, (2, 4, 8, 16), need)
        model = QueueModel(rates, experts, 900.0, HANDLE, PATIENCE, day_cv=0.07, slot_cv=0.05)
        tally = simulate_queue(model, cycles=200, seed=1)
        contacts = tally[:, q.SERVED].sum()
        hours = experts.sum() * 0.25 * 200
        task = 22 * HANDLE / 3600
        by_slot = tally[:, q.SERVED] * task / np.maximum(experts * 0.25 * 200, 1e-9)
        at_work = experts > 0
        guaranteed = (np.maximum(by_slot, 15.0) * experts * 0.25 * 200)[at_work].sum()
        row(
            peak, f"{18 * hours / contacts:.2f}", f"{task:.2f}", f"{guaranteed / contacts:.2f}", f"{task * contacts / hours:.2f}",
            f"{np.sort(by_slot[at_work])[: max(1, at_work.sum() // 4)].mean():.2f}",
        )  # fmt: skip


if __name__ == "__main__":
    paid_time()
    surge(PATIENCE)
    surge(10 * PATIENCE)
    cost_of_task()
