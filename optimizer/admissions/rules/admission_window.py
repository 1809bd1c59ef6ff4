"""Patients are admitted when they can and before it is too late."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class AdmissionWindow:
    """Release day <= admission day <= due day (horizon's end without one); counted in patients."""

    name = "admission window"
    code = "H6"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each patient admitted outside the window."""
        for patient in ledger.problem.patients:
            admission = ledger.plan.admissions.get(patient.id)
            last = ledger.problem.days - 1 if patient.due_day is None else patient.due_day
            if admission is not None and not patient.release_day <= admission.day <= last:
                name = ledger.problem.day_name
                message = (
                    f"patient {patient.id}: admitted {name(admission.day)}, "
                    f"expected {name(patient.release_day)} to {name(last)}"
                )
                yield Violation(self.name, 1, message)
