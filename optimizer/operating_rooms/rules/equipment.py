"""Movable equipment is in as many rooms as there are pieces, and is sterilised between two uses."""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.load import mode_minutes
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.profiles import Profile, profile, require_within
from optimizer.operating_rooms.variables import Choice, Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.operating_rooms import MovableEquipment
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


class EquipmentPieces:
    """Pieces in use or in sterilisation are never more than there are."""

    name = "equipment"

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Keep each item's minutes below those of its pieces."""
        opens = min(room.opens_minute for room in problem.day.rooms)
        last = max(room.hard_end_minute for room in problem.day.rooms)
        for item in problem.day.equipment:
            users = set(_users(problem, item))
            needed = [
                (mode_minutes(problem, position) + item.reprocessing_minutes) * literal
                for position, literal in choice.mode.items()
                if problem.modes[position].case in users
            ]
            if needed:
                model.add(sum(needed) <= item.pieces * (last - opens + item.reprocessing_minutes))

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Add one cumulative an item."""
        if poster.setting.mode is RuleMode.OFF:
            return
        for item in problem.day.equipment:
            users = [number for number in _users(problem, item) if number not in problem.frozen]
            if users:
                held = [
                    variables.occupancy(number, variables.choice.done[number], item.reprocessing_minutes)
                    for number in users
                ]
                used = _used(problem, item, problem.frozen_placed())
                require_within(poster.model, held, [1] * len(held), item.pieces - used)

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return each item that is short at some minute, with the first such minute."""
        found = []
        for item in problem.day.equipment:
            used = _used(problem, item, problem.placed(plan))
            short = (used > item.pieces).nonzero()[0]
            if len(short):
                found.append(
                    Violation(
                        self.name,
                        item.id,
                        f"{used[short[0]]} of {item.id} in use or sterilisation at {clock(int(short[0]))}, "
                        f"expected at most {item.pieces}",
                    )
                )
        return found


def _users(problem: Problem, item: MovableEquipment) -> list[int]:
    return [number for number, case in enumerate(problem.day.cases) if item.id in case.equipment]


def _used(problem: Problem, item: MovableEquipment, placed: Iterable[tuple[int, PlannedCase]]) -> Profile:
    return profile(
        (
            (planned.start_minute, planned.leaves_minute + item.reprocessing_minutes, 1)
            for number, planned in placed
            if item.id in problem.day.cases[number].equipment
        ),
        problem.horizon,
    )
