"""Theatres are used no longer than they are open."""

from collections.abc import Iterator

from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class TheatreMinutes:
    """Surgery minutes in a theatre on a day stay within its availability that day; counted in minutes."""

    name = "theatre minutes"
    code = "H4"

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield one violation for each theatre and day with overtime."""
        limits = {theatre.id: theatre.minutes_by_day for theatre in ledger.problem.theatres}
        for (theatre, day), patients in ledger.in_theatre.items():
            minutes = sum(patient.surgery_minutes for patient in patients)
            if minutes > limits[theatre][day]:
                where = f"theatre {theatre} {ledger.problem.day_name(day)}"
                message = f"{where}: {minutes} minutes, expected at most {limits[theatre][day]}"
                yield Violation(self.name, minutes - limits[theatre][day], message)
