"""Surgeons operate no longer than they may."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class SurgeonMinutes:
    """Surgery minutes of a surgeon on a day stay within the maximum of that day; counted in minutes."""

    name = "surgeon minutes"
    code = "H3"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each surgeon and day with overtime."""
        limits = {surgeon.id: surgeon.minutes_by_day for surgeon in ledger.problem.surgeons}
        for (surgeon, day), patients in ledger.of_surgeon.items():
            minutes = sum(patient.surgery_minutes for patient in patients)
            if minutes > limits[surgeon][day]:
                where = f"surgeon {surgeon} {ledger.problem.day_name(day)}"
                message = f"{where}: {minutes} minutes, expected at most {limits[surgeon][day]}"
                yield Violation(self.name, minutes - limits[surgeon][day], message)
