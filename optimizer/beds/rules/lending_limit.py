"""A department lends another at most so many beds at once."""

from collections.abc import Sequence

from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, CountLimit
from optimizer.beds.rules.lent_beds import counted_borrowers, counted_loans, lendable_beds
from optimizer.beds.standing import standing_of
from optimizer.rule import Violation


class LendingLimit(BedRule):
    """Loans that run count, and so do the new ones; an override of the dispatch centre does not."""

    name = "lending limit"

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        number = problem.index.department_number
        lent = standing_of(problem).lent
        limited = [rule for rule in problem.scenario.hospital.lending if rule.max_beds is not None]
        borrowers = [counted_borrowers(problem, number[rule.lender], number[rule.borrower]) for rule in limited]
        return [
            CountLimit(
                subject=f"{rule.lender} to {rule.borrower}",
                people=people,
                beds=lendable_beds(problem, number[rule.lender]),
                at_most=max(0, (rule.max_beds or 0) - lent[rule.lender, rule.borrower]),
            )
            for rule, people in zip(limited, borrowers, strict=True)
            if people.any()
        ]

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        for rule in view.scenario.hospital.lending:
            new = len(counted_loans(view, rule.lender, rule.borrower))
            if not new or rule.max_beds is None:
                continue
            running = view.world.standing.lent[rule.lender, rule.borrower]
            if new > max(0, rule.max_beds - running):
                found.append(
                    self.broken(
                        f"{rule.lender} to {rule.borrower}",
                        "{lender} to {borrower}: {running} beds lent and {new} more, expected at most {most}",
                        lender=rule.lender,
                        borrower=rule.borrower,
                        running=running,
                        new=new,
                        most=rule.max_beds,
                    )
                )
        return found
