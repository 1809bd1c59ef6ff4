"""Patients come soon after they can."""

from scenarios.admissions.ledger import PlanLedger


class Delay:
    """Admission day minus release day, summed over admitted patients."""

    name = "delay"
    code = "S7"
    weight = "delay"

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has."""
        admissions = ledger.plan.admissions
        return sum(
            admissions[patient.id].day - patient.release_day
            for patient in ledger.problem.patients
            if patient.id in admissions
        )
