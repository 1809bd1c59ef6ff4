"""Patients see few different nurses."""

from scenarios.admissions.ledger import PlanLedger


class Continuity:
    """Number of different nurses over the stay, summed over patients and occupants."""

    name = "continuity of care"
    code = "S3"
    weight = "continuity"

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has."""
        total = 0
        for stay in ledger.stays:
            nurses = {ledger.plan.nurse_of.get((stay.room, shift)) for shift, _ in stay.shifts()}
            total += len(nurses - {None})
        return total
