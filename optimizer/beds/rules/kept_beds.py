"""A department lends only what it has above the beds it keeps for itself."""

from collections.abc import Iterator, Sequence, Set

import numpy as np

from optimizer.beds.columns import NOBODY
from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView, World
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, CountLimit
from optimizer.beds.rules.lent_beds import counted_borrowers, counted_loans, lendable_beds
from optimizer.beds.standing import standing_of
from optimizer.rule import Violation


class KeptBeds(BedRule):
    """Of its staffed beds that are free, a department keeps some for its own patients.

    That holds twice: of the beds free now, so that lending what opens tonight never justifies lending now, and of all
    that open within the look-ahead.
    """

    name = "kept beds"

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        limits = []
        standing, numbers = standing_of(problem), problem.index.bed_number
        within = problem.beds.available_minutes <= problem.scenario.allocation.look_ahead_minutes
        opening = within & (problem.beds.vacated_by == NOBODY) & (problem.beds.held_for == NOBODY)
        for number, department in enumerate(problem.scenario.hospital.departments):
            if department.kept_beds == 0:
                continue
            free_now = np.zeros(len(problem.beds), dtype=bool)
            free_now[[numbers[bed] for bed in standing.free_now(department.id)]] = True
            in_time = lendable_beds(problem, number) & opening
            borrowers = counted_borrowers(problem, number)
            counted = [(free_now, standing.free_and_staffed(department.id))]
            if (in_time != free_now).any():
                counted.append((in_time, _staffed_rows(problem, department.id, in_time)))
            limits += [
                CountLimit(department.id, people=borrowers, beds=beds, at_most=max(0, free - department.kept_beds))
                for beds, free in counted
            ]
        return limits

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        for department in view.scenario.hospital.departments:
            loans = counted_loans(view, department.id) if department.kept_beds else []
            for template, beds, free in _free(view.world, department.id) if loans else ():
                lent = sum(loan.place.bed.id in beds for loan in loans)
                if lent > max(0, free - department.kept_beds):
                    kept = department.kept_beds
                    found.append(
                        self.broken(department.id, template, department=department.id, lent=lent, free=free, kept=kept)
                    )
        return found


def _free(world: World, department: str) -> Iterator[tuple[str, frozenset[str], int]]:
    """Yield the beds of which a department keeps some, how many of them have a nurse, and what is said of too few."""
    free_now, in_time = world.standing.free_now(department), world.opening(department)
    yield (
        "Department {department} lends {lent} of {free} free beds, expected to keep {kept}",
        free_now,
        world.standing.free_and_staffed(department),
    )
    if in_time != free_now:
        yield (
            "Department {department} lends {lent} of {free} beds that open in time, expected to keep {kept}",
            in_time,
            _staffed(world, department, in_time),
        )


def _staffed_rows(problem: BedProblem, department: str, beds: BoolArray) -> int:
    """Return how many of a department's beds have a nurse: who leaves a bed leaves the nurse as well."""
    standing, index = standing_of(problem), problem.index
    here = np.bincount(index.bed_ward[beds], minlength=len(index.ward_number))
    left = np.bincount(index.bed_ward[beds & ~problem.beds.needs_staff], minlength=len(index.ward_number))
    staffed = 0
    for ward in standing.wards_of(department):
        number = index.ward_number[ward.id]
        staffed += min(int(here[number]), standing.room_beside_holds(ward) + int(left[number]))
    return staffed


def _staffed(world: World, department: str, beds: Set[str]) -> int:
    """Return how many of a department's beds have a nurse, as :func:`_staffed_rows` does, without the arrays."""
    stays = world.scenario.census.stay_in_bed
    staffed = 0
    for ward in world.standing.wards_of(department):
        here = [bed.id for bed in ward.beds if bed.id in beds]
        staffed += min(len(here), world.standing.room_beside_holds(ward) + sum(bed in stays for bed in here))
    return staffed
