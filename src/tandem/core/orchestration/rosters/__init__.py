"""Cover and rosters: which shifts to offer at least cost, and who works them."""

from tandem.core.orchestration.rosters.binding import Binding
from tandem.core.orchestration.rosters.cover import Cover, InfeasibleCoverError, plan_cover
from tandem.core.orchestration.rosters.named import InfeasibleRosterError, Roster, plan_roster
from tandem.core.orchestration.rosters.people import Assignment, RosterExpert, breaches, covered_by
from tandem.core.orchestration.rosters.rules import BreakRule, RosterRules
from tandem.core.orchestration.rosters.shapes import ShiftShape, micro_shapes, with_break_choices, with_breaks

__all__ = [
    "Assignment",
    "Binding",
    "BreakRule",
    "Cover",
    "InfeasibleCoverError",
    "InfeasibleRosterError",
    "Roster",
    "RosterExpert",
    "RosterRules",
    "ShiftShape",
    "breaches",
    "covered_by",
    "micro_shapes",
    "plan_cover",
    "plan_roster",
    "with_break_choices",
    "with_breaks",
]
