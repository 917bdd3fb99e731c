"""What people did, taken together; a ranker is tried on newer questions of other cases, and is better only beyond doubt."""

import numpy as np

from tandem.core.assistance.settling import Learnt, Verdict, settled_by, tried
from tandem.core.knowledge.matches import FEATURES
from tandem.core.knowledge.ranking import RankerTrainer, Settled

TRAINER = RankerTrainer(trees=10)


def said(question, kind, articles=""):
    return Verdict(question, kind, frozenset(articles))


def test_what_was_called_wrong_is_not_right_whoever_used_it():
    verdicts = [said(1, "right", "a"), said(1, "wrong", "a"), said(2, "right", "a"), said(2, "right", "b"), said(3, "wrong", "a"), said(4, "unanswered")]
    assert settled_by(verdicts) == {2: frozenset("ab"), 4: frozenset()}
    assert settled_by([said(4, "unanswered"), said(4, "right", "c")]) == {4: frozenset("c")}


def questions(count, *, cases, shows=True):
    """Ten candidates each; the needed one stands last in the plain order, and (if it `shows`) its first feature says so."""
    chance = np.random.default_rng(3)
    out = []
    for n in range(count):
        rows = chance.normal(size=(10, len(FEATURES)))
        needed = np.arange(10) == 9
        rows[:, 0] += 5 * needed * shows
        out.append(Learnt(cases(n), Settled(rows, needed)))
    return out


def test_a_ranker_is_tried_on_the_newest_quarter():
    trial = tried(questions(80, cases=str), trainer=TRAINER)
    assert (trial.learnt_from, trial.tried_on, round(trial.plain.mean, 9), trial.ranked.mean) == (60, 20, 0.1, 1.0)
    assert (round(trial.gain.low, 9), trial.is_better) == (0.9, True)


def test_cases_of_the_newest_are_not_learnt_from():
    trial = tried(questions(80, cases=lambda n: f"case {n % 30}"), trainer=TRAINER)
    assert (trial.learnt_from, trial.tried_on) == (20, 20)


def test_what_cannot_be_told_from_chance_is_not_better():
    asked = enumerate(questions(80, cases=str, shows=False))
    trial = tried([Learnt(one.case, Settled(one.settled.features, np.roll(one.settled.needed, n))) for n, one in asked], trainer=TRAINER)
    assert trial.gain.low < 0 < trial.gain.high
    assert not trial.is_better


def test_with_too_few_there_is_no_ranker():
    for count in (0, 7, 79):
        trial = tried(questions(count, cases=str), trainer=TRAINER)
        assert (trial.ranker, trial.gain, trial.is_better) == (None, None, False)
