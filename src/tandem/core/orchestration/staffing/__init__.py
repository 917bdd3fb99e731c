"""Staffing: how many experts an interval needs, by queueing theory, and what to expect of them."""

from tandem.core.orchestration.staffing.chat import chat_experts_for, chat_service
from tandem.core.orchestration.staffing.deferred import ImpossibleDeadlineError, plan_deferred, staff_deferred
from tandem.core.orchestration.staffing.offered_load import effective_rates, offered_load
from tandem.core.orchestration.staffing.patience import (
    PatienceCurve,
    exponential_mean,
    exponential_patience,
    kaplan_meier,
    weibull_patience,
)
from tandem.core.orchestration.staffing.queues import (
    Service,
    ServiceLevelDefinition,
    Targets,
    experts_for,
    service_of,
)
from tandem.core.orchestration.staffing.uncertainty import newsvendor_level, seats_to_sell, with_shrinkage

__all__ = [
    "ImpossibleDeadlineError",
    "PatienceCurve",
    "Service",
    "ServiceLevelDefinition",
    "Targets",
    "chat_experts_for",
    "chat_service",
    "effective_rates",
    "experts_for",
    "exponential_mean",
    "exponential_patience",
    "kaplan_meier",
    "newsvendor_level",
    "offered_load",
    "plan_deferred",
    "seats_to_sell",
    "service_of",
    "staff_deferred",
    "weibull_patience",
    "with_shrinkage",
]
