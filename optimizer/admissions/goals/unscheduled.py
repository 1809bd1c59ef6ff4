"""Few patients are left for later."""

from scenarios.admissions.ledger import PlanLedger


class Unscheduled:
    """Optional patients not admitted."""

    name = "left for later"
    code = "S8"
    weight = "unscheduled"

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has."""
        admissions = ledger.plan.admissions
        return sum(1 for patient in ledger.problem.patients if not patient.mandatory and patient.id not in admissions)
