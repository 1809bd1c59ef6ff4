"""Surgeons stay in one theatre."""

from collections import defaultdict

from scenarios.admissions.ledger import PlanLedger


class SurgeonTransfer:
    """Theatres used minus one, summed over surgeons and days."""

    name = "surgeon transfer"
    code = "S6"
    weight = "surgeon_transfer"

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has."""
        theatres: dict[tuple[str, int], set[str]] = defaultdict(set)
        for (theatre, day), patients in ledger.in_theatre.items():
            for patient in patients:
                theatres[patient.surgeon, day].add(theatre)
        return sum(len(used) - 1 for used in theatres.values())
