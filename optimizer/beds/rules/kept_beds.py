"""A department lends only what it has above the beds it keeps for itself."""

from collections.abc import Sequence

from optimizer.beds.columns import NOBODY
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, CountLimit
from optimizer.beds.rules.lent_beds import counted_borrowers, counted_loans, lendable_beds
from optimizer.beds.world import world_of
from optimizer.rule import Violation


class KeptBeds(BedRule):
    """Of the staffed beds that a department has free now, it keeps some for its own patients."""

    name = "kept beds"

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        limits = []
        now = (problem.beds.available_minutes == 0) & (problem.beds.vacated_by < 0) & (problem.beds.held_for == NOBODY)
        world = world_of(problem)
        for number, department in enumerate(problem.scenario.hospital.departments):
            if department.kept_beds == 0:
                continue
            free_now = lendable_beds(problem, number) & now
            limits.append(
                CountLimit(
                    subject=department.id,
                    people=counted_borrowers(problem, number),
                    beds=free_now,
                    at_most=max(0, world.free_and_staffed[department.id] - department.kept_beds),
                )
            )
        return limits

    def violations(self, problem: BedProblem, view: PlanView) -> list[Violation]:
        found = []
        for department in view.scenario.hospital.departments:
            free = view.world.free_now.get(department.id, frozenset())
            lent = [p for p in counted_loans(view, department.id) if p.place.bed.id in free]
            staffed = view.world.free_and_staffed[department.id]
            if department.kept_beds and len(lent) > max(0, staffed - department.kept_beds):
                message = (
                    f"Department {department.id} lends {len(lent)} of {staffed} free beds, "
                    f"expected to keep {department.kept_beds}"
                )
                found.append(self.broken(department.id, message))
        return found
