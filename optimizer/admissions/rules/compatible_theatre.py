"""A patient is operated only in theatres that suit the patient."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class CompatibleTheatre:
    """A patient is not operated in a theatre on the patient's incompatible list; counted in patients."""

    name = "compatible theatre"
    code = "+"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each patient in an incompatible theatre."""
        for patient in ledger.problem.patients:
            admission = ledger.plan.admissions.get(patient.id)
            if admission is not None and admission.theatre in patient.incompatible_theatres:
                yield Violation(self.name, 1, f"patient {patient.id}: theatre {admission.theatre} is incompatible")
