"""A department lends only what it has above the beds it keeps for itself."""

from collections.abc import Sequence

from optimizer.beds.columns import NOBODY
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, CountLimit
from optimizer.beds.rules.lent_beds import counted_borrowers, counted_loans, lendable_beds
from optimizer.beds.standing import standing_of
from optimizer.rule import Violation


class KeptBeds(BedRule):
    """Of the staffed beds that a department has free now, it keeps some for its own patients."""

    name = "kept beds"

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        limits = []
        now = (problem.beds.available_minutes == 0) & (problem.beds.vacated_by < 0) & (problem.beds.held_for == NOBODY)
        standing = standing_of(problem)
        for number, department in enumerate(problem.scenario.hospital.departments):
            if department.kept_beds == 0:
                continue
            free_now = lendable_beds(problem, number) & now
            limits.append(
                CountLimit(
                    subject=department.id,
                    people=counted_borrowers(problem, number),
                    beds=free_now,
                    at_most=max(0, standing.free_and_staffed(department.id) - department.kept_beds),
                )
            )
        return limits

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        standing = view.world.standing
        for department in view.scenario.hospital.departments:
            loans = counted_loans(view, department.id) if department.kept_beds else []
            if not loans:
                continue
            free, staffed = standing.free_now(department.id), standing.free_and_staffed(department.id)
            lent = sum(loan.place.bed.id in free for loan in loans)
            if lent > max(0, staffed - department.kept_beds):
                found.append(
                    self.broken(
                        department.id,
                        "Department {department} lends {lent} of {free} free beds, expected to keep {kept}",
                        department=department.id,
                        lent=lent,
                        free=staffed,
                        kept=department.kept_beds,
                    )
                )
        return found
