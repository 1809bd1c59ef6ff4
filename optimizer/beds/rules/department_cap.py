"""A department has at most so many patients in bed in the whole hospital."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, CountLimit
from optimizer.beds.standing import standing_of
from optimizer.rule import Violation


class DepartmentCap(BedRule):
    """No department above its cap; one that is above it already takes nobody new."""

    name = "department cap"

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        columns, there = problem.person_columns, standing_of(problem).patients
        everywhere = np.ones(len(problem.beds), dtype=bool)
        return [
            CountLimit(
                subject=department.id,
                people=(columns.department == number) & ~_counted_already(problem),
                beds=everywhere,
                at_most=max(0, department.bed_cap - there[department.id]),
            )
            for number, department in enumerate(problem.scenario.hospital.departments)
            if department.bed_cap is not None
        ]

    def violations(self, view: PlanView) -> list[Violation]:
        there = view.world.standing.patients
        stays = view.scenario.census.stay_in_bed
        new = Counter(
            p.person.department
            for p in view.placements
            if p.person.current_bed is None or stays[p.person.current_bed].department != p.person.department
        )
        found = []
        for department in view.scenario.hospital.departments:
            coming, cap = new[department.id], department.bed_cap
            if coming and cap is not None and coming > max(0, cap - there[department.id]):
                found.append(
                    self.broken(
                        department.id,
                        "Department {department}: {there_now} patients and {coming} more, expected at most {cap}",
                        department=department.id,
                        there_now=there[department.id],
                        coming=coming,
                        cap=cap,
                    )
                )
        return found


def _counted_already(problem: BedProblem) -> BoolArray:
    """Return the people in bed whose department stays the same."""
    stays = problem.scenario.census.stay_in_bed
    same = [
        person.current_bed is not None and stays[person.current_bed].department == person.department
        for person in problem.people
    ]
    return np.array(same, dtype=bool)
