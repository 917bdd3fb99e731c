"""Matching: who should take a contact, learnt from outcomes, with propensities, prices and fairness."""

from tandem.core.orchestration.matching.batch import assign_batch, shadow_prices
from tandem.core.orchestration.matching.decision import Decision, MatchingPolicy, Standing, decide
from tandem.core.orchestration.matching.fairness import Fairness, fairness_of
from tandem.core.orchestration.matching.outcomes import ExpertRecord, OutcomeLearner, Outcomes
from tandem.core.orchestration.matching.policies import LoggedChoices, PolicyValue, evaluate_policy

__all__ = [
    "Decision",
    "ExpertRecord",
    "Fairness",
    "LoggedChoices",
    "MatchingPolicy",
    "OutcomeLearner",
    "Outcomes",
    "PolicyValue",
    "Standing",
    "assign_batch",
    "decide",
    "evaluate_policy",
    "fairness_of",
    "shadow_prices",
]
