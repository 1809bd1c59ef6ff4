"""Places by which the PACU's peak exceeds its comfortable number."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.contract import NoFloor
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.profiles import stretches
from optimizer.operating_rooms.rules.recovery_places import recovery_intervals, recovery_profile
from optimizer.operating_rooms.variables import Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class RecoveryPeak(NoFloor):
    """Points for each place above the comfortable number, at the day's peak."""

    name = "recovery_peak"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of the peak."""
        recovery, weight = problem.day.recovery, problem.day.settings.weights.recovery_peak
        if recovery is None or recovery.comfortable_places is None or not weight:
            return cp_model.LinearExpr.sum([])
        stays = recovery_intervals(problem, variables)
        used = recovery_profile(problem, problem.frozen_placed())
        above = variables.model.new_int_var(0, len(problem.day.cases), "recovery peak")
        variables.model.add(above >= int(used.max()) - recovery.comfortable_places)
        fixed = [
            (variables.model.new_fixed_size_interval_var(start, end - start, "frozen"), units)
            for start, end, units in stretches(used)
        ]
        variables.model.add_cumulative(
            [*stays, *(interval for interval, _ in fixed)],
            [*([1] * len(stays)), *(units for _, units in fixed)],
            above + recovery.comfortable_places,
        )
        return weight * above

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        recovery = problem.day.recovery
        if recovery is None or recovery.comfortable_places is None:
            return 0
        peak = int(recovery_profile(problem, problem.placed(plan)).max())
        return problem.day.settings.weights.recovery_peak * max(0, peak - recovery.comfortable_places)
