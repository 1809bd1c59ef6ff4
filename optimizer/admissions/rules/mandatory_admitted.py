"""Mandatory patients are admitted within the horizon."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class MandatoryAdmitted:
    """Every mandatory patient has an admission; counted in patients."""

    name = "mandatory admitted"
    code = "H5"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each mandatory patient left out."""
        for patient in ledger.problem.patients:
            if patient.mandatory and patient.id not in ledger.plan.admissions:
                yield Violation(self.name, 1, f"patient {patient.id}: mandatory, but not admitted")
