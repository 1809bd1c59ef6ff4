"""A patient lies only in rooms that suit the patient."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class CompatibleRoom:
    """A patient is not put in a room on the patient's incompatible list; counted in patients."""

    name = "compatible room"
    code = "H2"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each patient in an incompatible room."""
        for patient in ledger.problem.patients:
            admission = ledger.plan.admissions.get(patient.id)
            if admission is not None and admission.room in patient.incompatible_rooms:
                yield Violation(self.name, 1, f"patient {patient.id}: room {admission.room} is incompatible")
