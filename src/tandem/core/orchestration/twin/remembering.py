"""What the twin's router learns of who resolves what, at once or when outcomes become known (compiled)."""
# Compiled loops: numba takes no keyword arguments, and a call inside a loop of state is not free.

from tandem.core.kit.compiled import inlined
from tandem.core.orchestration.matching.rules import CONFIDENCE, posterior, surplus
from tandem.core.orchestration.twin.state import DELAY, PENDING_HEAD, PENDING_TAIL, PRICE_SHARE, Given, Moving


@inlined
def remember(given: Given, moving: Moving, kind: int, expert: int, resolved: bool, now: float) -> None:
    """Note an outcome: at once, or when it becomes known (a reopening may come for days)."""
    tag = (kind * moving.used.size + expert) * 2 + (1 if resolved else 0)
    if given.figures[DELAY] <= 0.0:
        learn(given, moving, tag)
        return
    place = moving.sizes[PENDING_TAIL] % moving.pending_time.size
    moving.pending_time[place] = now + given.figures[DELAY]
    moving.pending_tag[place] = tag
    moving.sizes[PENDING_TAIL] += 1
    while moving.sizes[PENDING_HEAD] < moving.sizes[PENDING_TAIL]:
        place = moving.sizes[PENDING_HEAD] % moving.pending_time.size
        full = moving.sizes[PENDING_TAIL] - moving.sizes[PENDING_HEAD] >= moving.pending_time.size
        if moving.pending_time[place] > now and not full:
            break
        learn(given, moving, moving.pending_tag[place])
        moving.sizes[PENDING_HEAD] += 1


@inlined
def learn(given: Given, moving: Moving, tag: int) -> None:
    """Count an outcome, and price the expert's time anew. A kind's average is that of an average expert, as in
    `outcomes`: sums of wins and tries, each expert's over tries + CONFIDENCE.
    """
    won = float(tag % 2)
    expert, kind = (tag // 2) % moving.used.size, (tag // 2) // moving.used.size
    share = 1.0 / (moving.own_tries[kind, expert] + CONFIDENCE)
    moving.kind_wins[kind] -= moving.own_wins[kind, expert] * share
    moving.kind_tries[kind] -= moving.own_tries[kind, expert] * share
    moving.own_wins[kind, expert] += won
    moving.own_tries[kind, expert] += 1.0
    share = 1.0 / (moving.own_tries[kind, expert] + CONFIDENCE)
    moving.kind_wins[kind] += moving.own_wins[kind, expert] * share
    moving.kind_tries[kind] += moving.own_tries[kind, expert] * share
    moving.kind_means[kind] = (moving.kind_wins[kind] + 0.5) / (moving.kind_tries[kind] + 1.0)
    moving.wins[expert] += won
    moving.tries[expert] += 1.0
    mean, _ = posterior(
        moving.kind_means[kind],
        moving.own_wins[kind, expert],
        moving.own_tries[kind, expert],
        moving.wins[expert],
        moving.tries[expert],
    )
    moving.scores[kind, expert] = mean
    worth = given.figures[PRICE_SHARE] * surplus(moving.scores, moving.kind_means, given.handle, expert)
    moving.prices[expert] = given.prices[expert] + worth
