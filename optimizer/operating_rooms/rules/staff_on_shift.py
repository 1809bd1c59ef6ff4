"""Anaesthetists, nurses and others are on duty in the numbers that the running cases need."""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.load import mode_minutes
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.profiles import Profile, profile, require_within
from optimizer.operating_rooms.variables import Choice, Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


class StaffOnShift:
    """At each minute the people on duty with a skill are enough; a skill without shifts is not limited."""

    name = "staff on shift"

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Keep each skill's minutes below those on duty."""
        for skill, on_duty in _on_duty(problem).items():
            needed = [
                mode_minutes(problem, position) * problem.day.cases[problem.modes[position].case].staff[skill] * literal
                for position, literal in choice.mode.items()
                if skill in problem.day.cases[problem.modes[position].case].staff
            ]
            if needed:
                model.add(sum(needed) <= int(on_duty.sum()))

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Add one cumulative a skill."""
        if poster.setting.mode is RuleMode.OFF:
            return
        for skill, on_duty in _on_duty(problem).items():
            users = [number for number in problem.free_cases() if skill in problem.day.cases[number].staff]
            if not users:
                continue
            require_within(
                poster.model,
                [variables.occupancy(number, variables.choice.done[number]) for number in users],
                [problem.day.cases[number].staff[skill] for number in users],
                on_duty - _needed(problem, skill, problem.frozen_placed()),
            )

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return each skill that is short at some minute, with the first such minute."""
        found = []
        for skill, on_duty in _on_duty(problem).items():
            used = _needed(problem, skill, problem.placed(plan))
            short = (used > on_duty).nonzero()[0]
            if len(short):
                minute = int(short[0])
                found.append(
                    Violation(
                        self.name,
                        skill,
                        f"{used[minute]} of {skill} needed at {clock(minute)}, expected at most the "
                        f"{on_duty[minute]} on duty",
                    )
                )
        return found


def _needed(problem: Problem, skill: str, placed: Iterable[tuple[int, PlannedCase]]) -> Profile:
    return profile(
        (
            (planned.start_minute, planned.leaves_minute, problem.day.cases[number].staff.get(skill, 0))
            for number, planned in placed
        ),
        problem.horizon,
    )


def _on_duty(problem: Problem) -> dict[str, Profile]:
    shifts = problem.day.staff
    return {
        skill: profile(
            ((shift.from_minute, shift.to_minute, shift.people) for shift in shifts if shift.skill == skill),
            problem.horizon,
        )
        for skill in dict.fromkeys(shift.skill for shift in shifts)
    }
