"""The PACU (复苏室) has a place for everyone who leaves a room; while it is full, the patient blocks the room."""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from optimizer.operating_rooms.contract import NoCapacity
from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.profiles import Profile, profile, require_within
from optimizer.operating_rooms.variables import Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


class RecoveryPlaces(NoCapacity):
    """Patients in the PACU are never more than its places, by the minute.

    That a full PACU blocks the room needs no constraint of its own: recovery begins when the patient leaves the room.
    """

    name = "recovery places"

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Add one cumulative."""
        recovery = problem.day.recovery
        if recovery is None or poster.setting.mode is RuleMode.OFF:
            return
        stays = recovery_intervals(problem, variables)
        if stays:
            used = recovery_profile(problem, problem.frozen_placed())
            require_within(poster.model, stays, [1] * len(stays), recovery.places - used)

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return the first minute with too many patients, and whoever waits in a room for longer than allowed."""
        recovery = problem.day.recovery
        if recovery is None:
            return []
        found = []
        used = recovery_profile(problem, problem.placed(plan))
        full = (used > recovery.places).nonzero()[0]
        if len(full):
            found.append(
                Violation(
                    self.name,
                    "recovery unit",
                    f"{used[full[0]]} in the PACU at {clock(int(full[0]))}, expected at most {recovery.places}",
                )
            )
        return found


def recovery_intervals(problem: Problem, variables: Variables) -> list[cp_model.IntervalVar]:
    """Return the optional intervals in the PACU of the cases that are not frozen."""
    return [
        variables.model.new_optional_fixed_size_interval_var(
            variables.timing.leaves[number],
            problem.day.cases[number].recovery_minutes,
            variables.choice.done[number],
            f"recovery {number}",
        )
        for number in problem.free_cases()
        if problem.day.cases[number].recovery_minutes
    ]


def recovery_profile(problem: Problem, placed: Iterable[tuple[int, PlannedCase]]) -> Profile:
    """Return the patients in the PACU at each minute."""
    return profile(
        (
            (planned.leaves_minute, planned.leaves_minute + problem.day.cases[number].recovery_minutes, 1)
            for number, planned in placed
        ),
        problem.horizon,
    )
